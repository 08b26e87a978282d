// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type JournalEntry, keyIdOf } from '@dossier/core/journal';
import type { Pool } from 'pg';
import {
  createJournal,
  type Journal,
  type JournalOptions,
  type JournalSigner,
  journalCrypto,
  rawPublicKey,
} from '../src/store/journal/index.ts';

/** An entry with fresh ids: a doctor found three documents. */
export const sampleEntry = (changes: Partial<JournalEntry> = {}): JournalEntry => ({
  entryId: randomUUID(),
  recordId: randomUUID(),
  at: '2026-11-23T12:00:00.123Z',
  actor: {
    kind: 'professional',
    key: 'ps:899700218896',
    name: 'Dr Hélène "L" Ωmega 😀',
    profession: '10',
    authentication: 'direct',
    mode: 'normal',
  },
  operation: 'document.find',
  outcome: 'success',
  reasons: ['relation.authorized'],
  documents: [randomUUID(), randomUUID()],
  law: [{ id: 'rights', version: '2024' }],
  secret: false,
  detail: { found: 3 },
  ...changes,
});

export const testSigner = (): JournalSigner => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(publicKey);
  return {
    keyId: keyIdOf(journalCrypto.sha256, raw),
    publicKey: raw,
    sign: (bytes) => sign(null, bytes, privateKey),
  };
};

/** A journal with a key of its own and a clock that stands still. */
export const testJournal = (
  pool: Pool,
  options: Partial<JournalOptions> = {},
): { readonly journal: Journal; readonly signer: JournalSigner } => {
  const signer = options.signer ?? testSigner();
  const clock = { now: () => '2026-11-23T12:00:01.000Z' };
  return { journal: createJournal({ pool, clock, ...options, signer }), signer };
};
