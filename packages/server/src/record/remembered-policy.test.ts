// SPDX-License-Identifier: Apache-2.0
// What the patient decides holds at once, in a process that remembers an earlier policy too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRecord, patient } from '../../test/people.ts';
import { type TestRooms, testRooms } from '../../test/rooms.ts';
import { documentOf, metadataBy, physician, submissionOf } from '../../test/submissions.ts';
import { openRooms, type Rooms } from '../rooms.ts';
import { rotateKeys } from '../store/keys/index.ts';
import {
  changeConsent,
  closeRecord,
  findDocuments,
  reopenRecord,
  retrieveDocument,
  reviseDocument,
  shareDocuments,
  wholeOf,
} from './index.ts';
import { PolicyChangedError, type Ports } from './ports.ts';

const gp = physician('899700218896');
const GP = 'ps:899700218896';
const everything = { criteria: [], order: { by: 'submitted', descending: true }, limit: 10 } as const;

let here: TestRooms;
/** Another process of the same house. */
let there: Rooms;
let recordId = '';
let logicalId = '';

const found = async (): Promise<number | string> => {
  const result = await findDocuments(gp, { record: { recordId }, query: everything }, there.ports);
  return result.ok ? result.value.documents.length : result.error.code;
};
const retrieved = async (): Promise<string> => {
  const result = await retrieveDocument(gp, { document: { id: logicalId } }, there.ports);
  if (!result.ok) return result.error.code;
  return (await wholeOf(result.value)).toString();
};
const change = async (wanted: Parameters<typeof changeConsent>[1]['change']): Promise<string> => {
  const changed = await changeConsent(patient, { record: { recordId }, change: wanted }, here.ports);
  if (!changed.ok) throw new Error(changed.error.code);
  return changed.value.id;
};
const lastEntries = async (count: number) =>
  (await here.entries(recordId))
    .slice(-count)
    .map(({ operation, outcome, documents }) => ({ operation, outcome, documents }));

beforeAll(async () => {
  here = await testRooms();
  there = await openRooms(here.config, { clock: here.clock, join: true });
  recordId = await openTestRecord(here);
  const shared = await shareDocuments(gp, submissionOf([documentOf(metadataBy('899700218896'))]), here.ports);
  if (!shared.ok) throw new Error(shared.error.code);
  logicalId = shared.value.documents[0]?.entry.logicalId ?? '';
});
afterAll(async () => {
  await there?.close();
  await here?.close();
});

describe('a process that remembers a policy', () => {
  it('lets in whom the patient has let in since, and keeps out whom the patient keeps out since', async () => {
    expect([await found(), await retrieved()]).toEqual(['access-refused', 'document-unknown']);
    const authorised = await change({ do: 'begin', kind: 'authorization', holder: GP });
    const content = await retrieved();
    expect([await found(), content.startsWith('content of')]).toEqual([1, true]);
    // by now it is remembered: asked again, it is answered from memory and one statement
    expect(there.ports.store.recallPolicy({ object: logicalId })).toMatchObject({ recordId, named: [logicalId] });
    expect([await found(), await retrieved()]).toEqual([1, content]);
    await change({ do: 'end', relationId: authorised });
    expect([await found(), await retrieved()]).toEqual(['access-refused', 'document-unknown']);
    expect(await lastEntries(2)).toEqual([
      { operation: 'document.find', outcome: 'refused', documents: [] },
      { operation: 'document.retrieve', outcome: 'refused', documents: [logicalId] },
    ]);
    await change({ do: 'begin', kind: 'authorization', holder: GP });
    expect(await found()).toBe(1);
  });

  it('hides what the patient has hidden since', async () => {
    const other = physician('899700000077');
    const look = async () => {
      const result = await findDocuments(other, { record: { recordId }, query: everything }, there.ports);
      const content = await retrieveDocument(other, { document: { id: logicalId } }, there.ports);
      return [result.ok ? result.value.documents.length : result.error.code, content.ok];
    };
    await change({ do: 'begin', kind: 'authorization', holder: 'ps:899700000077' });
    expect(await look()).toEqual([1, true]);
    const hide = (revision: 'mask' | 'unmask') =>
      reviseDocument(patient, { document: { id: logicalId }, revisions: [revision] }, here.ports);
    expect((await hide('mask')).ok).toBe(true);
    expect(await look()).toEqual([0, false]);
    expect((await hide('unmask')).ok).toBe(true);
    expect(await look()).toEqual([1, true]);
  });

  it('knows of a record that was closed, and one that is open again', async () => {
    expect(await found()).toBe(1);
    const closed = await closeRecord(patient, { record: { recordId }, reason: 'demande' }, here.ports);
    expect(closed.ok).toBe(true);
    expect([await found(), await retrieved()]).toEqual(['record-closed', 'document-unknown']);
    expect((await reopenRecord(patient, { record: { recordId } }, here.ports)).ok).toBe(true);
    await change({ do: 'begin', kind: 'authorization', holder: GP });
    expect(await found()).toBe(1);
  });

  it('is busy, and says so in the journal, when each policy that it reads on is another one by then', async () => {
    const restless: Ports = {
      ...there.ports,
      store: { ...there.ports.store, findDocuments: () => Promise.reject(new PolicyChangedError()) },
    };
    const result = await findDocuments(gp, { record: { recordId }, query: everything }, restless);
    expect(result).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(await lastEntries(1)).toEqual([{ operation: 'document.find', outcome: 'failure', documents: [] }]);
  });

  it('shares by what the patient has decided since', async () => {
    const shareThere = () => shareDocuments(gp, submissionOf([documentOf(metadataBy('899700218896'))]), there.ports);
    const masked = (result: Awaited<ReturnType<typeof shareThere>>) =>
      result.ok
        ? result.value.documents[0]?.entry.confidentialityCodes.some(({ code }) => code === 'MASQUE_PS')
        : result.error.code;
    expect(masked(await shareThere())).toBe(false);
    const wish = await change({ do: 'begin', kind: 'default-confidentiality', value: 'MASQUE_PS' });
    expect(masked(await shareThere())).toBe(true);
    await change({ do: 'end', relationId: wish });
    expect(masked(await shareThere())).toBe(false);
    expect((await closeRecord(patient, { record: { recordId }, reason: 'demande' }, here.ports)).ok).toBe(true);
    expect(masked(await shareThere())).toBe('record-closed');
    expect(await lastEntries(1)).toEqual([{ operation: 'document.share', outcome: 'refused', documents: [] }]);
    expect((await reopenRecord(patient, { record: { recordId } }, here.ports)).ok).toBe(true);
    await change({ do: 'begin', kind: 'authorization', holder: GP });
    expect(masked(await shareThere())).toBe(false);
    await rotateKeys({ pool: here.pool, keyring: here.keyring });
    expect(masked(await shareThere())).toBe(false);
  });

  it('reads on when the keys were rotated, and nothing of a record whose key is gone', async () => {
    const before = await found();
    expect(before).toBeGreaterThan(1);
    await rotateKeys({ pool: here.pool, keyring: here.keyring });
    expect([await found(), (await retrieved()).startsWith('content of')]).toEqual([before, true]);
    await here.pool.query('delete from record.record_key where record_id = $1', [recordId]);
    expect([await found(), await retrieved()]).toEqual(['record-unknown', 'document-unknown']);
  });
});
