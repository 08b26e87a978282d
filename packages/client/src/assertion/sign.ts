// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, hash, sign, X509Certificate } from 'node:crypto';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { element, text } from './canonical.ts';
import { type AssertedActor, type AssertionDetails, writeAssertion } from './write.ts';

/** Whoever signs: a certificate for signatures, and its key, in a file or in a card. */
export interface AssertionSigner {
  /** PEM. */
  readonly certificate: string;
  readonly algorithm: 'rsa-sha256' | 'ecdsa-sha256';
  /** Signs with SHA-256; ECDSA as r and s one after the other (XML Signature 1.1 §6.4.3). */
  readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** A signer whose key is in a PEM. */
export const keyFileSigner = (certificate: string, key: string): AssertionSigner => {
  const privateKey = createPrivateKey(key);
  const elliptic = privateKey.asymmetricKeyType === 'ec';
  return {
    certificate,
    algorithm: elliptic ? 'ecdsa-sha256' : 'rsa-sha256',
    sign: (bytes) => sign('sha256', bytes, elliptic ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey),
  };
};

/** Distinguished name as RFC 4514 writes it: the last attribute first. */
const nameOf = ({ subject }: X509Certificate): string => subject.split('\n').reverse().join(',');

const method = (name: string, algorithm: string) => element(`ds:${name}`, { Algorithm: algorithm });

/**
 * A signed assertion (VIHF) for one message to professional services, to be put into its `wsse:Security`.
 *
 * @throws RangeError for what an assertion cannot say
 */
export const signAssertion = async (
  actor: AssertedActor,
  details: AssertionDetails,
  signer: AssertionSigner,
): Promise<string> => {
  const certificate = new X509Certificate(signer.certificate);
  const { start, end } = writeAssertion(actor, details, nameOf(certificate), lawAt(frenchProfile, details.at));
  const digest = hash('sha256', start + end, 'base64');
  const signedInfo = element(
    'ds:SignedInfo',
    { 'xmlns:ds': DSIG },
    method('CanonicalizationMethod', EXCLUSIVE),
    method('SignatureMethod', MORE + signer.algorithm),
    element(
      'ds:Reference',
      { URI: `#${details.id}` },
      element('ds:Transforms', {}, method('Transform', `${DSIG}enveloped-signature`), method('Transform', EXCLUSIVE)),
      method('DigestMethod', SHA256),
      element('ds:DigestValue', {}, text(digest)),
    ),
  );
  const value = await signer.sign(Buffer.from(signedInfo));
  const signature = element(
    'ds:Signature',
    { 'xmlns:ds': DSIG },
    signedInfo,
    element('ds:SignatureValue', {}, text(Buffer.from(value).toString('base64'))),
    element(
      'ds:KeyInfo',
      {},
      element('ds:X509Data', {}, element('ds:X509Certificate', {}, text(certificate.raw.toString('base64')))),
    ),
  );
  return start + signature + end;
};
