// SPDX-License-Identifier: Apache-2.0
export { journalCrypto, publicKeyFromPem, rawPublicKey } from './crypto.ts';
export { createJournal, type Journal, type JournalOptions } from './journal.ts';
export { headFileText, headKeeper, type KeptHead, readHeadFile, readKeepableHead } from './kept-head.ts';
export { entryColumns, valuesOf as entryValues } from './rows.ts';
export { type JournalSigner, loadOrCreateSigningKey, loadSigningKey, type SigningKey } from './signing-key.ts';
export { type VerifyReport, verifyJournal } from './verify.ts';
