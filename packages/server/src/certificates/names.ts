// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { readName } from './distinguished-name.ts';
import { attributesOf, type CertificateFacts } from './facts.ts';
import * as x509 from './x509.ts';

/** By what an application is known in its certificate (RFC 8705 §2.1.2). */
export type NameKind = 'dn' | 'dns' | 'url' | 'ip' | 'email';

/** The attributes of a name as RFC 4514 writes it: the last of the certificate comes first. */
const writtenName = (text: string): readonly (readonly [string, string])[] | undefined => {
  try {
    return attributesOf(new x509.Name(text)).toReversed();
  } catch {
    return undefined;
  }
};

/** Names of hosts know no case, other names do. */
const plain = (kind: NameKind, name: string): string => (kind === 'dns' ? name.toLowerCase() : name);

/** Whether a certificate bears this name: as its whole subject, or as one of its alternative names. */
export const bearsName = ({ certificate, subject }: CertificateFacts, kind: NameKind, name: string): boolean => {
  if (kind === 'dn') return isDeepStrictEqual(subject, writtenName(name));
  const parsed = new x509.X509Certificate(Buffer.from(certificate.raw));
  const { items } = parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names ?? { items: [] };
  return items.some(({ type, value }) => type === kind && plain(kind, value) === plain(kind, name));
};

/** Whether a distinguished name is the subject; some software writes it in the order of the certificate. */
export const isSubject = ({ subject }: CertificateFacts, name: string): boolean => {
  const written = readName(name);
  return (
    written !== undefined && (isDeepStrictEqual(subject, written) || isDeepStrictEqual(subject, written.toReversed()))
  );
};
