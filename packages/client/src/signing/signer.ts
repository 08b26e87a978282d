// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, sign, type X509Certificate } from 'node:crypto';
import { type Canonical, element, text } from './canonical.ts';

/** Whoever signs: a certificate for signatures, and its key, in a file or in a card. */
export interface DocumentSigner {
  /** PEM. */
  readonly certificate: string;
  readonly algorithm: 'rsa-sha256' | 'ecdsa-sha256';
  /** Signs with SHA-256; ECDSA as r and s one after the other (XML Signature 1.1 §6.4.3). */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';

/** A signer whose key is in a PEM. */
export const keyFileSigner = (certificate: string, key: string): DocumentSigner => {
  const privateKey = createPrivateKey(key);
  const elliptic = privateKey.asymmetricKeyType === 'ec';
  return {
    certificate,
    algorithm: elliptic ? 'ecdsa-sha256' : 'rsa-sha256',
    sign: (bytes) => sign('sha256', bytes, elliptic ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey),
  };
};

/** Distinguished name as RFC 4514 writes it: the last attribute first. */
export const nameOf = (name: string): string => name.split('\n').reverse().join(',');

/** A method of a signature, by the address of its algorithm. */
export const method = (name: string, algorithm: string): Canonical => element(`ds:${name}`, { Algorithm: algorithm });

/** What the value of a signature is made by. */
export const signatureMethod = ({ algorithm }: DocumentSigner): Canonical =>
  method('SignatureMethod', MORE + algorithm);

/** What stands after the signed information: its value, and the certificate. */
export const signatureOf = async (
  signedInfo: Canonical,
  signer: DocumentSigner,
  certificate: X509Certificate,
): Promise<readonly [value: Canonical, keyInfo: Canonical]> => {
  const value = await signer.sign(Buffer.from(signedInfo));
  const der = element('ds:X509Certificate', {}, text(certificate.raw.toString('base64')));
  return [
    element('ds:SignatureValue', {}, text(Buffer.from(value).toString('base64'))),
    element('ds:KeyInfo', {}, element('ds:X509Data', {}, der)),
  ];
};
