// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lensValues } from '../lens-sql.ts';
import { idKey, uniqueIdKey } from '../lookup-keys.ts';
import type { Statement } from '../statement.ts';
import { documentOf, entryOf, everything, openRecord, openTestStore, share, type TestStore } from '../testing.ts';
import { changeIns } from './change-ins.ts';
import { takeDuty } from './duties.ts';
import { findByUniqueId } from './find-by-unique-id.ts';
import { countDocuments, findDocuments } from './find-documents.ts';
import { findFolders, findSubmissionSets } from './find-lists.ts';
import { insertShares } from './insert-shares.ts';
import { listFacts } from './list-facts.ts';
import { loadPolicyById, loadPolicyByIns, loadPolicyByObject } from './load-policy.ts';
import { lockApproved } from './lock-approved.ts';
import { lockRecordShared } from './lock-record.ts';
import { openContentById, openContentByUniqueId } from './open-content.ts';
import { readDocumentById, readDocumentByUniqueId, readDocumentsById } from './read-document.ts';
import { readFrames } from './read-frames.ts';
import { countJournal, readJournal } from './read-journal.ts';
import { dependentsOf } from './related-objects.ts';
import { relationsInPage } from './relations-in-page.ts';
import { setStatus } from './set-status.ts';

describe('the plans of hot statements', () => {
  let test: TestStore;
  let recordId: string;
  beforeAll(async () => {
    test = await openTestStore();
    const { store, database } = test;
    recordId = await openRecord(store);
    const target = documentOf(entryOf(recordId));
    const relations = [{ type: 'appends', target: target.entry.logicalId }] as const;
    await share(store, target, documentOf(entryOf(recordId, { relations })));
    // enough rows of other records that reading them all is never the cheaper plan
    await database.pool.query(
      `insert into record.record select gen_random_uuid(), person_id, regime, state, 1, birth_date, identity_status
         from record.record, generate_series(1, 2000);
       insert into record.record_key select r.record_id, 1, k.wrapped from record.record r, record.record_key k
         on conflict do nothing;
       insert into identity.ins select '1.2', r.record_id::text, r.person_id, r.record_id, now() from record.record r;
       insert into record.relation (record_id, relation_id, kind, holder, from_at, origin, created_by, secret)
         select record_id, 'r' || n, 'authorization', 'ps:' || n || record_id, now(), 'x', 'x', false
         from record.record, generate_series(1, 3) n;
       insert into identity.holder_name select record_id, relation_id, 'x' from record.relation;
       insert into journal_entry (record_id, entry_id, at, actor_key, actor_kind, operation, outcome, secret, document_ids,
           body, leaf_hash)
         select record_id, gen_random_uuid(), now() + (n - 2) * interval '1 month', 'x', 'x', 'x', 'x', false, '{}', '', ''
           from record.record, generate_series(1, 6) n;
       insert into record.duty select record_id, gen_random_uuid(), 'open-record', null, now() + n * interval '1 day'
         from record.record, generate_series(1, 2) n`,
    );
    const columns = await database.pool.query<{ list: string }>(
      `select string_agg(case column_name when 'record_id' then 'r.record_id' when 'logical_id' then 'gen_random_uuid()'
           when 'entry_uuid' then 'gen_random_uuid()' when 'unique_id' then 'gen_random_uuid()::text'
           else 'd.' || column_name end, ', ' order by ordinal_position) as list
       from information_schema.columns where table_schema = 'record' and table_name = 'document_entry'`,
    );
    await database.pool.query(
      `insert into record.document_entry select ${columns.rows[0]?.list}
         from record.record r, record.document_entry d, generate_series(1, 5);
       insert into record.object_lookup select 'id:' || logical_id, record_id from record.document_entry
         on conflict do nothing;
       insert into record.content_frame select record_id, logical_id, 0, '' from record.document_entry
         on conflict do nothing;
       insert into record.submission_set select record_id, gen_random_uuid(), logical_id, '', '{}', '{}', '{}', ''
         from record.document_entry;
       insert into record.folder select record_id, entry_uuid, unique_id, '{}', 'approved', ''
         from record.submission_set;
       insert into record.membership select record_id, entry_uuid, unique_id::uuid, 'set', 1, now() from record.submission_set;
       analyze`,
    );
  });
  afterAll(() => test.close());

  const lens = lensValues(everything);
  const nulls = (count: number): null[] => Array.from({ length: count }, () => null);

  it('read one record by its indexes, never a whole table', async () => {
    const id = randomUUID();
    const search = findDocuments(
      {
        criteria: [
          { field: 'type', anyOf: [{ code: 'x' }] },
          { field: 'identifier', anyOf: [id] },
          { field: 'creation', from: '2026-01-01T00:00:00.000Z' },
          { field: 'member-of', anyOf: [id] },
          { field: 'relates-to', anyOf: [id] },
        ],
        order: { by: 'submitted', descending: true },
        limit: 20,
      },
      recordId,
      lens,
      [1, 1],
    );
    const count = countDocuments({ criteria: [] }, recordId, lens, [1, 1], 1001);
    const hot: readonly (readonly [Statement, readonly unknown[]])[] = [
      [loadPolicyById, [recordId]],
      [loadPolicyByIns, ['1.2', recordId]],
      [loadPolicyByObject, [idKey(id), uniqueIdKey(id), id, id]],
      [search.statement, search.values],
      [count.statement, count.values],
      [relationsInPage, [recordId, ...lens, 1, 1, [id]]],
      [readDocumentById, [recordId, id, ...lens]],
      [readDocumentByUniqueId, [recordId, id, ...lens]],
      [findByUniqueId, [recordId, id]],
      [openContentById, [recordId, id, ...lens, 1, 1]],
      [openContentByUniqueId, [recordId, id, ...lens, 1, 1]],
      [listFacts, [recordId, ...lens, 10]],
      [readFrames, [recordId, id, 0, 3]],
      [findSubmissionSets, [recordId, ...lens, 10, ...nulls(11)]],
      [findSubmissionSets, [recordId, ...lens, 10, ...nulls(10), [id]]],
      [findFolders, [recordId, ...lens, 10, ...nulls(11)]],
      [readDocumentsById, [recordId, [id], ...lens]],
      [readJournal, [recordId, ...lens, ...nulls(7), false, 10, null, null, null]],
      [countJournal, [recordId, ...lens, ...nulls(7), false]],
      [changeIns, [recordId, '1.2', 'x', '2026-01-01T00:00:00.000Z']],
      [lockRecordShared, [recordId]],
      [insertShares, ['[]', Buffer.alloc(0)]],
      [lockApproved, [recordId, id]],
      [dependentsOf, [recordId, id]],
      [setStatus, [recordId, id, ['approved'], 'deprecated', '2026-01-01T00:00:00.000Z']],
      [takeDuty, ['2026-01-01T00:00:00.000Z', []]],
    ];
    for (const [{ name, text }, values] of hot) {
      const { rows } = await test.database.pool.query(`explain (format json) ${text}`, [...values]);
      expect([name, JSON.stringify(rows)]).toEqual([name, expect.not.stringContaining('"Seq Scan"')]);
    }
  });
});

it('each statement has a name of its own, across the rooms that share a connection', async () => {
  const statements: Statement[] = [];
  for (const folder of [import.meta.dirname, `${import.meta.dirname}/../journal/statements`])
    for (const file of await readdir(folder)) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const exported = Object.values<unknown>(await import(`${folder}/${file}`));
      for (const value of exported)
        if (typeof value === 'object' && value !== null && 'name' in value && 'text' in value)
          statements.push(value as Statement);
    }
  expect(statements.length).toBeGreaterThan(30);
  const names = statements.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { text, name } of statements) {
    if (name.includes('rotation') || name.includes('lock') || name.includes('seal')) continue;
    expect(text, name).not.toMatch(/\bnow\(\)|current_timestamp/i);
  }
});
