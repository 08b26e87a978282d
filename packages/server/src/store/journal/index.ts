// SPDX-License-Identifier: Apache-2.0
export { journalCrypto, publicKeyFromPem, rawPublicKey } from './crypto.ts';
export { createJournal, type Journal, type JournalOptions } from './journal.ts';
export { headFileText, headKeeper, type KeptHead, readHeadFile, readKeepableHead } from './kept-head.ts';
export { type MonthOutcome, type RetireOptions, retireMonths } from './retire.ts';
export { ENTRY_COLUMNS, type EntryValues, valuesOf } from './rows.ts';
export { type JournalSigner, loadOrCreateSigningKey, loadSigningKey, type SigningKey } from './signing-key.ts';
export { type VerifyReport, verifyJournal } from './verify.ts';
