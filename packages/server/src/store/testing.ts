// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Allowed, Lens, Operation } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { DocumentEntry, DocumentFacts, Folder } from '@dossier/core/documents';
import type { JournalEntry } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import { afterAll } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import type { NewDocument, NewRecord, Store } from '../record/ports.ts';
import { createStore } from './index.ts';
import { createJournal, type Journal, loadOrCreateSigningKey } from './journal/index.ts';
import { createLocalKeyring, type Keyring } from './keys/index.ts';

/** A store over a database of its own, for the tests of this room. */
export interface TestStore {
  /** The store itself, which refuses a decision made on an earlier policy. */
  readonly strict: Store;
  readonly store: Store;
  readonly database: TestDatabase;
  readonly keyring: Keyring;
  readonly journal: Journal;
  readonly home: string;
  readonly clock: { now(): Instant; set(at: Instant): void };
  close(): Promise<void>;
}

export const NOW: Instant = '2026-11-23T12:00:00.000Z';
export const LATER: Instant = '2026-12-01T08:00:00.000Z';

/** Stands for the text of the FHIR face. */
export const render = (entry: DocumentEntry): string => `\u0001/${entry.entryUuid} ${entry.title ?? ''}`;

const testClock = (): TestStore['clock'] => {
  let now = NOW;
  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
  };
};

export const openTestStore = async (): Promise<TestStore> => {
  const home = await mkdtemp(join(tmpdir(), 'dossier-store-'));
  const database = await testDatabase();
  const { pool } = database;
  const clock = testClock();
  const keyring = await createLocalKeyring({ path: join(home, 'keys', 'kek.json') });
  const journal = createJournal({ pool, clock, signer: await loadOrCreateSigningKey(join(home, 'journal.key')) });
  const store = createStore({ pool, keyring, journal, render, clock });
  /** Decisions of these tests are made by hand; they are given the version of the policy that holds now. */
  const asOfNow = async (allowed: Allowed): Promise<Allowed> => {
    const policy = await store.loadPolicy({ recordId: allowed.recordId });
    return { ...allowed, policyVersion: policy?.policyVersion ?? allowed.policyVersion };
  };
  return {
    strict: store,
    store: {
      ...store,
      findDocuments: async (allowed, query) => store.findDocuments(await asOfNow(allowed), query),
      readFacts: async (allowed) => store.readFacts(await asOfNow(allowed)),
      readWords: async (allowed) => store.readWords(await asOfNow(allowed)),
      readTexts: async (allowed, ids) => store.readTexts(await asOfNow(allowed), ids),
      openContent: async (allowed, ref) => store.openContent(await asOfNow(allowed), ref),
      write: async (allowed, work) => store.write(await asOfNow(allowed), work),
      destroyRecord: async (allowed, entry) => store.destroyRecord(await asOfNow(allowed), entry),
    },
    database,
    keyring,
    journal,
    home,
    clock,
    close: async () => {
      await journal.stop();
      await database.close();
      await rm(home, { recursive: true });
    },
  };
};

/** A store for the tests of one file, closed after the last of them. */
export const testStore = async (): Promise<TestStore> => {
  const test = await openTestStore();
  afterAll(() => test.close());
  return test;
};

export const everything: Lens = {
  statuses: ['approved', 'deprecated', 'archived', 'deleted'],
  types: 'every',
  hiddenBy: [],
  own: [],
  ownOnly: false,
};

export const doctor: Actor = {
  kind: 'professional',
  nationalId: '899700000001',
  profession: '10',
  specialty: 'SM26',
  name: 'Dr Test',
  authentication: 'direct',
  mode: { kind: 'normal' },
};

/** A decision as only the access room makes one; the tests of the store choose its lens themselves. */
export const allow = (
  recordId: string,
  lens: Lens = everything,
  operation: Operation = 'document.share',
  actor: Actor = doctor,
): Allowed =>
  ({
    verdict: 'allowed',
    actor,
    policyVersion: 1,
    actorClass: 'doctor',
    operation,
    recordId,
    lens,
    conditions: [],
    reasons: [],
    law: [],
  }) as unknown as Allowed;

export const trace = (recordId: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  entryId: randomUUID(),
  recordId,
  at: NOW,
  actor: { kind: 'professional', key: 'ps:899700000001', authentication: 'direct', mode: 'normal' },
  operation: 'document.share',
  outcome: 'success',
  reasons: [],
  documents: [],
  law: [],
  secret: false,
  detail: {},
  ...more,
});

let records = 0;

export const newRecord = (more: Partial<NewRecord> = {}): NewRecord => {
  records += 1;
  return {
    recordId: randomUUID(),
    personId: randomUUID(),
    ins: { oid: '1.2.250.1.213.1.4.10', value: `${process.pid}-${records}` },
    traits: {
      birthFamilyName: 'PAT-TROIS',
      birthGivenNames: ['DOMINIQUE', 'MARIE'],
      sex: 'female',
      birthDate: '1979-03-05',
    },
    identityStatus: 'qualified',
    regime: 'fr-2010',
    state: 'open',
    openedAt: NOW,
    relations: [],
    ...more,
  };
};

/** Opens a record and answers its id. */
export const openRecord = async (store: Store, more: Partial<NewRecord> = {}): Promise<string> => {
  const record = newRecord(more);
  if (!(await store.createRecord(record, [], trace(record.recordId)))) throw new Error('the record exists');
  return record.recordId;
};

export const entryOf = (recordId: string, more: Partial<DocumentEntry> = {}): DocumentEntry => ({
  recordId,
  entryUuid: randomUUID(),
  logicalId: randomUUID(),
  version: 1,
  uniqueId: `1.2.250.1.999.${randomUUID()}`,
  availabilityStatus: 'approved',
  typeCode: { code: '11506-3', system: '2.16.840.1.113883.6.1', display: 'Note' },
  classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1' },
  formatCode: { code: 'urn:ihe:pcc:2', system: '1.3.6.1.4.1.19376.1.2.3' },
  healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
  practiceSettingCode: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9' },
  confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
  eventCodes: [],
  languageCode: 'fr-FR',
  mimeType: 'text/plain',
  creationTime: '20261101',
  authors: [],
  referenceIds: [],
  hash: '0'.repeat(40),
  sizeBytes: 5,
  repositoryUniqueId: '1.2.3',
  submittedAt: NOW,
  submittedBy: [],
  relations: [],
  ...more,
});

export const factsOf = (entry: DocumentEntry, authorKeys: readonly string[] = []): DocumentFacts => ({
  logicalId: entry.logicalId,
  typeCode: entry.typeCode.code,
  availabilityStatus: entry.availabilityStatus,
  confidentialityCodes: entry.confidentialityCodes.map(({ code }) => code),
  authorKeys,
  byPatient: false,
});

export const documentOf = (
  entry: DocumentEntry,
  content: Uint8Array = Buffer.from('hello'),
  authorKeys: readonly string[] = [],
): Required<NewDocument> => ({
  entry: { ...entry, sizeBytes: content.length },
  facts: factsOf(entry, authorKeys),
  sha256: createHash('sha256').update(content).digest(),
  content,
});

export const folderOf = (recordId: string, members: readonly string[], more: Partial<Folder> = {}): Folder => ({
  recordId,
  entryUuid: randomUUID(),
  uniqueId: `1.2.3.${randomUUID()}`,
  codes: [{ code: 'F1', system: '5.5' }],
  title: 'Grossesse',
  comments: 'suivi',
  lastUpdateTime: NOW,
  availabilityStatus: 'approved',
  members,
  ...more,
});

/** Shares documents in one transaction with their trace. */
export const share = async (store: Store, ...documents: readonly NewDocument[]): Promise<void> => {
  const recordId = documents[0]?.entry.recordId ?? '';
  const outcome = await store.write(allow(recordId), async (writer) => {
    for (const document of documents) await writer.insertDocument(document);
    await writer.journal(trace(recordId, { documents: documents.map(({ entry }) => entry.logicalId) }));
  });
  if (!outcome.committed) throw new Error(outcome.conflict.kind);
};

export const bytesOf = async (content: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
};

/** The bytes of a content, or of a part of it; rejects where the document is not in sight. */
export const contentOf = async function* (
  store: Store,
  allowed: Allowed,
  id: string,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const content = await store.openContent(allowed, { id });
  if (!content || content.elsewhere) throw new Error('The content is not in sight.');
  const bytes = content.bytes(range);
  if (Buffer.isBuffer(bytes)) yield bytes;
  else yield* bytes;
};
