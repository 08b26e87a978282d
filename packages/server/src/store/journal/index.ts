// SPDX-License-Identifier: Apache-2.0
export { journalCrypto, publicKeyFromPem, rawPublicKey } from './crypto.ts';
export { createJournal, type Journal, type JournalOptions } from './journal.ts';
export { type JournalSigner, loadOrCreateSigningKey, type SigningKey } from './signing-key.ts';
export { type VerifyReport, verifyJournal } from './verify.ts';
