// SPDX-License-Identifier: Apache-2.0
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '../../certificates/x509.ts';

/** A certificate and its key, as they lie in files. */
export interface KeyAndCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Who signs. */
export interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** What a certificate is to say. */
export interface Wanted {
  readonly subject: x509.JsonName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly x509.Extension[];
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Positive, and its first digit is not zero: it reads the same everywhere. */
const serialNumber = (): string => `5${randomBytes(16).toString('hex').slice(1)}`;

const pkcs8 = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');

export const importKey = (pem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, true, ['sign']);

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

/** A certificate of an authority, signed by itself. */
export const issueRoot = async (
  subject: x509.JsonName,
  notBefore: Date,
  notAfter: Date,
): Promise<KeyAndCertificate> => {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: subject,
    notBefore,
    notAfter,
    signingAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pkcs8(keys.privateKey) };
};

/** Signs a certificate for a public key that somebody else holds, such as a card. */
export const certify = async (
  signer: Signer,
  publicKey: x509.PublicKeyType,
  { subject, notBefore, notAfter, extensions }: Wanted,
): Promise<string> => {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: signer.certificate.subjectName,
    notBefore,
    notAfter,
    signingAlgorithm,
    publicKey,
    signingKey: signer.key,
    extensions: [...extensions, await x509.AuthorityKeyIdentifierExtension.create(signer.certificate)],
  });
  return certificate.toString('pem');
};

/** A new key and a certificate for it. */
export const issue = async (signer: Signer, wanted: Wanted): Promise<KeyAndCertificate> => {
  const keys = await makeKeys();
  return { certificate: await certify(signer, keys.publicKey, wanted), key: await pkcs8(keys.privateKey) };
};

/** The list of what the signer has revoked (CRL). */
export const issueList = async (
  signer: Signer,
  revoked: readonly string[],
  thisUpdate: Date,
  nextUpdate: Date,
): Promise<string> => {
  const crl = await x509.X509CrlGenerator.create({
    issuer: signer.certificate.subjectName,
    thisUpdate,
    nextUpdate,
    signingAlgorithm,
    signingKey: signer.key,
    entries: revoked.map((pem) => ({
      serialNumber: new x509.X509Certificate(pem).serialNumber,
      revocationDate: thisUpdate,
      reason: x509.X509CrlReason.keyCompromise,
    })),
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(signer.certificate)],
  });
  // RFC 7468 §7
  return x509.PemConverter.encode(crl.rawData, 'X509 CRL');
};
