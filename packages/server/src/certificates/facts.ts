// SPDX-License-Identifier: Apache-2.0
import { hash, X509Certificate } from 'node:crypto';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Purpose } from './profile.ts';
import * as x509 from './x509.ts';

/** What a certificate says, as far as it is looked at here. */
export interface CertificateFacts {
  readonly certificate: X509Certificate;
  /** Attributes of the subject in their order: OID and text. */
  readonly subject: readonly (readonly [oid: string, text: string])[];
  /** Texts of extensions that hold one string, by OID. */
  readonly texts: ReadonlyMap<string, string>;
  readonly isAuthority: boolean;
  /** Undefined: as many authorities below as there are. */
  readonly pathLength?: number;
  /** Undefined where it is for neither, or for both. */
  readonly purpose?: Purpose;
  readonly maySignCertificates: boolean;
  readonly maySignLists: boolean;
  /** Hexadecimal, without leading zeros. */
  readonly serialNumber: string;
}

/** Certificates of this field have 1 to 3 KB. */
const MOST_BYTES = 16 * 1024;
const MOST_ATTRIBUTES = 24;
const MOST_TEXT = 200;
const RSA_LEAST_BITS = 2048;

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const USAGE = { digitalSignature: 1, nonRepudiation: 2, keyCertSign: 32, crlSign: 64 } as const;
/** Extensions that may be critical: usage, alternative name, constraints, policies, extended usage. */
const KNOWN_CRITICAL: ReadonlySet<string> = new Set([
  ...['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.32', '2.5.29.37', '2.5.29.35', '2.5.29.14'],
]);
/** Of X.520, as the library abbreviates them in a subject. */
const ABBREVIATED: Readonly<Record<string, string>> = {
  ...{ CN: '2.5.4.3', SN: '2.5.4.4', SERIALNUMBER: '2.5.4.5', C: '2.5.4.6', L: '2.5.4.7', ST: '2.5.4.8' },
  ...{ O: '2.5.4.10', OU: '2.5.4.11', T: '2.5.4.12', GN: '2.5.4.42', G: '2.5.4.42', I: '2.5.4.43' },
};
/** Control characters, direction overrides and lone surrogates would falsify a log or a screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|\p{Surrogate}/u;

/** Why a certificate is not taken; the text stands in the sentence of `certificate-refused`. */
export const refused = (why: string): { readonly ok: false; readonly error: Failure } =>
  fail(failure('certificate-refused', { why }));

export const hexSerial = (serial: string): string => serial.toLowerCase().replace(/^0+(?=.)/, '');

/** The string of a DER value: UTF8String (12), NumericString (18), PrintableString (19), IA5String (22). */
const textOf = (der: Uint8Array): string | undefined => {
  const [tag, length, ...rest] = der;
  if (tag === undefined || ![12, 18, 19, 22].includes(tag) || length !== rest.length || rest.length > 32) return;
  return Buffer.from(rest).toString('utf8');
};

/** Attributes of a name in their order: OID and text. */
export const attributesOf = (name: x509.Name): readonly (readonly [string, string])[] =>
  name
    .toJSON()
    .flatMap((one) =>
      Object.entries(one).flatMap(([type, values]) =>
        values.map((value): readonly [string, string] => [ABBREVIATED[type] ?? type, value]),
      ),
    );

const purposeOf = (usages: number, extended: readonly string[]): Purpose | undefined => {
  const authenticates = extended.includes(CLIENT_AUTH) && (usages & USAGE.digitalSignature) !== 0;
  const signs = (usages & USAGE.nonRepudiation) !== 0;
  if (authenticates === signs) return undefined;
  return authenticates ? 'authentication' : 'signature';
};

const weakness = (certificate: X509Certificate, { signatureAlgorithm }: x509.X509Certificate): string | undefined => {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType === 'dsa') return 'its key is of a kind that is not taken';
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < RSA_LEAST_BITS)
    return `its RSA key is shorter than ${RSA_LEAST_BITS} bits`;
  const { hash: digest } = signatureAlgorithm as { readonly hash?: { readonly name: string } };
  if (digest !== undefined && /^(?:MD5|SHA-1)$/i.test(digest.name)) return `it is signed with ${digest.name}`;
  return undefined;
};

const faultOf = (certificate: X509Certificate, parsed: x509.X509Certificate): string | undefined => {
  const seen = new Set<string>();
  for (const { type, critical } of parsed.extensions) {
    // RFC 5280 §4.2: no extension twice, and none that is critical and not understood
    if (seen.has(type)) return 'an extension stands in it twice';
    if (critical && !KNOWN_CRITICAL.has(type)) return 'a critical extension of it is not known here';
    seen.add(type);
  }
  const subject = attributesOf(parsed.subjectName);
  if (subject.length > MOST_ATTRIBUTES) return 'its subject has too many attributes';
  if (subject.some(([, text]) => text.trim() === '' || text.length > MOST_TEXT || UNPRINTABLE.test(text)))
    return 'an attribute of its subject is empty, too long or not printable';
  return weakness(certificate, parsed);
};

const factsOf = (certificate: X509Certificate, parsed: x509.X509Certificate): CertificateFacts => {
  const usages = parsed.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const extended = (parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? []).map(String);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  const purpose = purposeOf(usages, extended);
  const texts = parsed.extensions.flatMap(({ type, value }): [string, string][] => {
    const text = textOf(new Uint8Array(value));
    return text === undefined ? [] : [[type, text]];
  });
  return {
    certificate,
    subject: attributesOf(parsed.subjectName),
    texts: new Map(texts),
    isAuthority: constraints?.ca === true,
    ...(constraints?.pathLength !== undefined && { pathLength: constraints.pathLength }),
    ...(purpose && { purpose }),
    maySignCertificates: (usages & USAGE.keyCertSign) !== 0,
    maySignLists: (usages & USAGE.crlSign) !== 0,
    serialNumber: hexSerial(certificate.serialNumber),
  };
};

/**
 * Reads a certificate (DER), strictly: sizes, extensions, the characters of its subject, the strength of its key.
 *
 * @returns what it says, or `certificate-refused`
 */
export const readFacts = (der: Uint8Array): Result<CertificateFacts, Failure> => {
  if (der.byteLength > MOST_BYTES) return refused(`it is larger than ${MOST_BYTES} bytes`);
  try {
    const certificate = new X509Certificate(der);
    const parsed = new x509.X509Certificate(Buffer.from(der));
    const why = faultOf(certificate, parsed);
    return why === undefined ? ok(factsOf(certificate, parsed)) : refused(why);
  } catch {
    return refused('it cannot be read');
  }
};

/** What a token is bound to: SHA-256 of the DER, base64url (RFC 8705 §3.1, `x5t#S256`). */
export const thumbprintOf = (der: Uint8Array): string => hash('sha256', der, 'base64url');
