// SPDX-License-Identifier: Apache-2.0
import { hash, X509Certificate } from 'node:crypto';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { element, text } from './canonical.ts';
import { type DocumentSigner, DSIG, method, nameOf, SHA256, signatureMethod, signatureOf } from './signer.ts';
import { type AssertedActor, type AssertionDetails, writeAssertion } from './write.ts';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/**
 * A signed assertion (VIHF) for one message to professional services, to be put into its `wsse:Security`.
 *
 * @throws RangeError for what an assertion cannot say
 */
export const signAssertion = async (
  actor: AssertedActor,
  details: AssertionDetails,
  signer: DocumentSigner,
): Promise<string> => {
  const certificate = new X509Certificate(signer.certificate);
  const { start, end } = writeAssertion(actor, details, nameOf(certificate.subject), lawAt(frenchProfile, details.at));
  const digest = hash('sha256', start + end, 'base64');
  const signedInfo = element(
    'ds:SignedInfo',
    { 'xmlns:ds': DSIG },
    method('CanonicalizationMethod', EXCLUSIVE),
    signatureMethod(signer),
    element(
      'ds:Reference',
      { URI: `#${details.id}` },
      element('ds:Transforms', {}, method('Transform', `${DSIG}enveloped-signature`), method('Transform', EXCLUSIVE)),
      method('DigestMethod', SHA256),
      element('ds:DigestValue', {}, text(digest)),
    ),
  );
  const signed = await signatureOf(signedInfo, signer, certificate);
  const signature = element('ds:Signature', { 'xmlns:ds': DSIG }, signedInfo, ...signed);
  return start + signature + end;
};
