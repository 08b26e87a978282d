// SPDX-License-Identifier: Apache-2.0
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { JournalCrypto } from '@dossier/core/journal';

export { signAssertion } from './signing/assertion.ts';
export { type DocumentSigner, keyFileSigner } from './signing/signer.ts';
export { type SubmissionToSign, signSubmission } from './signing/submission.ts';
export type { AssertedActor, AssertionDetails } from './signing/write.ts';

/** What a proof is checked with, in Node. */
export const journalCrypto: JournalCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519: (publicKey, message, signature) =>
    verify(
      null,
      message,
      createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
        format: 'jwk',
      }),
      signature,
    ),
};
