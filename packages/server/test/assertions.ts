// SPDX-License-Identifier: Apache-2.0
import { sign } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { Pair } from './certificates.ts';

const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';

/** xml-crypto knows no elliptic curves by itself. */
class EcdsaSha256 {
  getSignature = (info: unknown, key: unknown): string =>
    sign('sha256', Buffer.from(info as string), { key: key as string, dsaEncoding: 'ieee-p1363' }).toString('base64');
  verifySignature = (): boolean => false;
  getAlgorithmName = (): string => ECDSA_SHA256;
}

/** The same assertion with something else in it, signed anew by another program. */
export const resigned = (
  assertion: string,
  change: (content: string) => string,
  pair: Pair,
  algorithms = { signature: ECDSA_SHA256, digest: 'http://www.w3.org/2001/04/xmlenc#sha256' },
): string => {
  const signer = new SignedXml({
    privateKey: pair.key,
    publicCert: pair.cert,
    getKeyInfoContent: SignedXml.getKeyInfoContent,
    signatureAlgorithm: algorithms.signature,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.SignatureAlgorithms = { ...signer.SignatureAlgorithms, [ECDSA_SHA256]: EcdsaSha256 as never };
  signer.addReference({
    xpath: "/*[local-name(.)='Assertion']",
    digestAlgorithm: algorithms.digest,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  });
  const content = change(assertion.replace(/<ds:Signature.*<\/ds:Signature>/s, ''));
  signer.computeSignature(content, { prefix: 'ds', location: { reference: '/*', action: 'append' } });
  return signer.getSignedXml();
};
