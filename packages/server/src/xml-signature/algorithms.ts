// SPDX-License-Identifier: Apache-2.0
import { type KeyObject, verify } from 'node:crypto';

/** How a signature is made: kind of the key, and the digest. */
export interface SignatureAlgorithm {
  readonly key: 'rsa' | 'ec';
  readonly hash: string;
}

/** The algorithms that are taken, by their addresses (W3C XML Signature 1.1 §6). */
export interface Suite {
  readonly signatures: ReadonlyMap<string, SignatureAlgorithm>;
  /** Digests, as OpenSSL names them. */
  readonly digests: ReadonlyMap<string, string>;
}

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const ENVELOPED = `${DSIG}enveloped-signature`;
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export const modernSuite: Suite = {
  signatures: new Map([
    [RSA_SHA256, { key: 'rsa', hash: 'sha256' }],
    [ECDSA_SHA256, { key: 'ec', hash: 'sha256' }],
  ]),
  digests: new Map([[SHA256, 'sha256']]),
};

/** Whether the holder of a key has signed these bytes; a key of another kind has not. */
export const isSignedBy = (
  { key, hash }: SignatureAlgorithm,
  publicKey: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (publicKey.asymmetricKeyType !== key) return false;
  try {
    // XML Signature 1.1 §6.4.3: r and s one after the other
    return verify(hash, bytes, key === 'ec' ? { key: publicKey, dsaEncoding: 'ieee-p1363' } : publicKey, signature);
  } catch {
    return false;
  }
};
