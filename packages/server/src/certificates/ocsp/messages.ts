// SPDX-License-Identifier: Apache-2.0
import { hash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import * as ocsp from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, Extension } from '@peculiar/asn1-x509';
import type { CertificateFacts } from '../facts.ts';

/** What a responder says of one certificate (RFC 6960 §2.2), and how long that holds. */
export interface OcspStatus {
  readonly state: 'good' | 'revoked' | 'unknown';
  readonly thisUpdate: Date;
  /** Undefined: there is always something newer. */
  readonly nextUpdate?: Date;
}

class OcspError extends Error {}

/** What is asked: a certificate, and the authority that signed it. */
export interface Question {
  readonly below: CertificateFacts;
  readonly above: CertificateFacts;
  /** Comes back in an answer that was made for us (RFC 9654). */
  readonly nonce: Uint8Array;
}

/** Responders are asked by SHA-1, which names the authority here and protects nothing (RFC 5019 §2.1.1). */
const SHA1 = '1.3.14.3.2.26';
const NULL = Uint8Array.from([5, 0]);
/** Clocks may differ by so much. */
const SKEW_MS = 60_000;

/** Digests of the signatures that are taken, by the algorithm's OID; Ed25519 has its own. */
const digests: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

const parsed = ({ certificate }: CertificateFacts): Certificate => AsnConvert.parse(certificate.raw, Certificate);

const sha1 = (bytes: ArrayBuffer): ArrayBuffer => Uint8Array.from(hash('sha1', Buffer.from(bytes), 'buffer')).buffer;

const subjectDer = ({ tbsCertificate }: Certificate): ArrayBuffer => AsnConvert.serialize(tbsCertificate.subject);
const keyBits = ({ tbsCertificate }: Certificate): ArrayBuffer => tbsCertificate.subjectPublicKeyInfo.subjectPublicKey;

const certIdOf = ({ below, above }: Question): ocsp.CertID => {
  const authority = parsed(above);
  return new ocsp.CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA1, parameters: NULL.buffer }),
    issuerNameHash: new OctetString(sha1(subjectDer(authority))),
    issuerKeyHash: new OctetString(sha1(keyBits(authority))),
    serialNumber: parsed(below).tbsCertificate.serialNumber,
  });
};

const nonceExtension = (nonce: Uint8Array): Extension =>
  new Extension({
    extnID: ocsp.id_pkix_ocsp_nonce,
    extnValue: new OctetString(AsnConvert.serialize(new OctetString(nonce))),
  });

/** The request (RFC 6960 §4.1), DER. */
export const encodeQuestion = (question: Question): Uint8Array =>
  new Uint8Array(
    AsnConvert.serialize(
      new ocsp.OCSPRequest({
        tbsRequest: new ocsp.TBSRequest({
          requestList: [new ocsp.Request({ reqCert: certIdOf(question) })],
          requestExtensions: [nonceExtension(question.nonce)],
        }),
      }),
    ),
  );

const same = (one: ArrayBuffer, other: ArrayBuffer): boolean =>
  one.byteLength === other.byteLength && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const isAbout = (one: ocsp.CertID, asked: ocsp.CertID): boolean =>
  one.hashAlgorithm.algorithm === SHA1 &&
  same(one.issuerNameHash.buffer, asked.issuerNameHash.buffer) &&
  same(one.issuerKeyHash.buffer, asked.issuerKeyHash.buffer) &&
  same(one.serialNumber, asked.serialNumber);

const isNamed = ({ byName, byKey }: ocsp.ResponderID, certificate: Certificate): boolean =>
  byKey === undefined
    ? byName !== undefined && same(AsnConvert.serialize(byName), subjectDer(certificate))
    : same(byKey.buffer, sha1(keyBits(certificate)));

/**
 * Whether an authority lets this certificate answer for it: signed by that authority itself, for OCSP, valid now, and not
 * to be asked about in turn (RFC 6960 §4.2.2.2).
 */
const isDelegate = (candidate: Certificate, { certificate: authority }: CertificateFacts, at: Date): boolean => {
  const one = new X509Certificate(Buffer.from(AsnConvert.serialize(candidate)));
  const nocheck = candidate.tbsCertificate.extensions?.some(({ extnID }) => extnID === ocsp.id_pkix_ocsp_nocheck);
  return (
    nocheck === true &&
    !one.ca &&
    (one.keyUsage ?? []).includes(ocsp.id_kp_OCSPSigning) &&
    one.validFromDate <= at &&
    one.validToDate >= at &&
    one.checkIssued(authority) &&
    one.verify(authority.publicKey)
  );
};

/** Who signed: the authority itself, or one of the certificates that came along. */
const signerOf = (basic: ocsp.BasicOCSPResponse, above: CertificateFacts, at: Date): X509Certificate => {
  const { responderID } = basic.tbsResponseData;
  if (isNamed(responderID, parsed(above))) return above.certificate;
  const found = (basic.certs ?? []).slice(0, 4).find((one) => isNamed(responderID, one) && isDelegate(one, above, at));
  if (found === undefined) throw new OcspError('nobody whom the authority lets answer has signed it');
  return new X509Certificate(Buffer.from(AsnConvert.serialize(found)));
};

const verifySignature = (basic: ocsp.BasicOCSPResponse, signer: X509Certificate): void => {
  const digest = digests[basic.signatureAlgorithm.algorithm];
  if (digest === undefined) throw new OcspError('it is signed in a way that is not taken');
  const { tbsResponseDataRaw: signed = new ArrayBuffer(0), signature } = basic;
  if (!verify(digest, Buffer.from(signed), signer.publicKey, Buffer.from(signature)))
    throw new OcspError('its signature is not valid');
};

/** @returns whether the answer was made for this question */
const checkExtensions = ({ responseExtensions = [] }: ocsp.ResponseData, nonce: Uint8Array): boolean => {
  const [found, more] = responseExtensions.filter(({ extnID }) => extnID === ocsp.id_pkix_ocsp_nonce);
  if (responseExtensions.some(({ critical, extnID }) => critical && extnID !== ocsp.id_pkix_ocsp_nonce))
    throw new OcspError('a critical extension of it is not known here');
  if (found === undefined) return false;
  const returned = AsnConvert.parse(found.extnValue.buffer, OctetString).buffer;
  if (more !== undefined || !same(returned, Uint8Array.from(nonce).buffer))
    throw new OcspError('it answers another question');
  return true;
};

const stateOf = ({ good, revoked }: ocsp.CertStatus): OcspStatus['state'] => {
  if (revoked !== undefined) return 'revoked';
  return good === undefined ? 'unknown' : 'good';
};

const statusIn = (bytes: Uint8Array, question: Question, at: Date): OcspStatus => {
  const { responseStatus, responseBytes } = AsnConvert.parse(bytes, ocsp.OCSPResponse);
  if (responseStatus !== ocsp.OCSPResponseStatus.successful)
    throw new OcspError(`the responder has status ${responseStatus}`);
  if (responseBytes?.responseType !== ocsp.id_pkix_ocsp_basic) throw new OcspError('it is of another type');
  const basic = AsnConvert.parse(responseBytes.response.buffer, ocsp.BasicOCSPResponse);
  verifySignature(basic, signerOf(basic, question.above, at));
  const { tbsResponseData: data } = basic;
  const isForUs = checkExtensions(data, question.nonce);
  const asked = certIdOf(question);
  const [single, more] = data.responses.filter(({ certID }) => isAbout(certID, asked));
  if (single === undefined || more !== undefined) throw new OcspError('it is about another certificate');
  if (single.singleExtensions?.some(({ critical }) => critical))
    throw new OcspError('a critical extension of it is not known here');
  const { thisUpdate, nextUpdate } = single;
  if (thisUpdate.getTime() > at.getTime() + SKEW_MS) throw new OcspError('it is not of now');
  if (nextUpdate !== undefined && nextUpdate < at) throw new OcspError('it is past its next update');
  // It could be an old one that somebody plays again.
  if (nextUpdate === undefined && !isForUs) throw new OcspError('it says neither for whom nor for how long it is');
  return { state: stateOf(single.certStatus), thisUpdate, ...(nextUpdate && { nextUpdate }) };
};

/**
 * Reads an answer (RFC 6960 §4.2): about this certificate, signed by its authority or by whom that lets answer, of now.
 *
 * @throws OcspError when it is not such an answer
 */
export const readAnswer = (bytes: Uint8Array, question: Question, at: Date): OcspStatus => {
  try {
    return statusIn(bytes, question, at);
  } catch (error) {
    if (error instanceof OcspError) throw error;
    throw new OcspError('it cannot be read');
  }
};
