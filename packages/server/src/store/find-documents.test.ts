// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Author, DocumentEntry } from '@dossier/core/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Criterion, type DocumentQuery, type PagePosition, PolicyChangedError } from '../record/ports.ts';
import { fold } from './fold.ts';
import { findDocuments } from './statements/find-documents.ts';
import { allow, documentOf, entryOf, everything, folderOf, openRecord, share, testStore } from './testing.ts';

const test = await testStore();

const author = (kind: Author['kind'], family: string, ...given: string[]): Author => ({
  kind,
  name: { family, given },
  institutions: [],
  roles: [],
  specialties: [],
  telecoms: [],
});

const query = (...criteria: Criterion[]): DocumentQuery => ({
  criteria,
  order: { by: 'submitted', descending: true },
  limit: 100,
});

/** Shares one document for each variant, and answers a search that names the variants found by their titles. */
const shelf = async (variants: Readonly<Record<string, Partial<DocumentEntry>>>, keys: readonly string[] = []) => {
  const recordId = await openRecord(test.store);
  const documents = Object.entries(variants).map(([title, more]) =>
    documentOf(entryOf(recordId, { ...more, title }), undefined, keys),
  );
  await share(test.store, ...documents);
  const find = async (...criteria: Criterion[]): Promise<string> => {
    const { documents: found, total } = await test.store.findDocuments(allow(recordId), query(...criteria));
    expect(total).toBe(found.length);
    return found
      .map(({ rendering }) => rendering.toString().split(' ')[1])
      .toSorted()
      .join(' ');
  };
  return { recordId, documents: documents.map(({ entry }) => entry), find };
};

describe('criteria', () => {
  it('match codes by code, by system and code, by system', async () => {
    const { find } = await shelf({
      a: { typeCode: { code: '1', system: '9.1' }, eventCodes: [{ code: 'E', system: '8.1' }] },
      b: {
        typeCode: { code: '1', system: '9.2' },
        eventCodes: [
          { code: 'E', system: '8.2' },
          { code: 'F', system: '8.1' },
        ],
      },
      c: { typeCode: { code: '2', system: '9.1' } },
    });
    for (const [field, one, other] of [
      ['type', '9.1', '1'],
      ['event', '8.1', 'E'],
    ] as const) {
      const second = field === 'type' ? 'a c' : 'a b';
      expect(await find({ field, anyOf: [{ code: other }] })).toBe('a b');
      expect(await find({ field, anyOf: [{ system: one, code: other }] })).toBe('a');
      expect(await find({ field, anyOf: [{ system: one }] })).toBe(second);
      expect(await find({ field, anyOf: [{ system: one.slice(0, 2), code: other }] })).toBe('');
      expect(await find({ field, anyOf: [] })).toBe('');
      expect(await find({ field, anyOf: [{}] })).toBe('');
      expect(await find({ field, anyOf: [{ code: '\u0000' }, { system: one, code: other }] })).toBe('a');
    }
    expect(await find({ field: 'type', anyOf: [{ code: '1' }] }, { field: 'type', anyOf: [{ system: '9.2' }] })).toBe(
      'b',
    );
  });

  it('match each coded field by itself', async () => {
    const code = { code: 'only-here', system: '7' };
    const { find } = await shelf({
      type: { typeCode: code },
      class: { classCode: code },
      format: { formatCode: code },
      facility: { healthcareFacilityTypeCode: code },
      'practice-setting': { practiceSettingCode: code },
      event: { eventCodes: [code] },
      confidentiality: { confidentialityCodes: [code] },
      reference: { referenceIds: [{ system: '7', value: 'only-here' }] },
    });
    const fields = [
      'type',
      'class',
      'format',
      'facility',
      'practice-setting',
      'event',
      'confidentiality',
      'reference',
    ] as const;
    for (const field of fields) expect(await find({ field, anyOf: [code] })).toBe(field);
  });

  it('match identifiers, statuses, relations, lists and author keys', async () => {
    const target = randomUUID();
    const { recordId, documents, find } = await shelf(
      { a: { logicalId: target }, b: { availabilityStatus: 'archived', relations: [{ type: 'signs', target }] } },
      ['ps:1'],
    );
    const [a, b] = documents as [DocumentEntry, DocumentEntry];
    for (const id of [a.uniqueId, a.logicalId, a.entryUuid])
      expect(await find({ field: 'identifier', anyOf: [id, 'nothing', '\u0000'] })).toBe('a');
    expect(await find({ field: 'status', anyOf: ['archived'] })).toBe('b');
    expect(await find({ field: 'relates-to', anyOf: [target, 'x'] })).toBe('b');
    expect(await find({ field: 'relates-to', anyOf: [a.entryUuid] })).toBe('b');
    expect(await find({ field: 'relates-to', anyOf: [b.entryUuid, 'x'] })).toBe('');
    expect(await find({ field: 'author', anyOf: ['ps:1'] })).toBe('a b');
    expect(await find({ field: 'author', anyOf: ['ps:2', '\u0000'] })).toBe('');
    const folder = folderOf(recordId, [b.logicalId]);
    await test.store.write(allow(recordId), (writer) => writer.insertFolder(folder));
    expect(await find({ field: 'member-of', anyOf: [folder.entryUuid, 'x'] })).toBe('b');
  });

  it('match times of any precision as FHIR does', async () => {
    const { find } = await shelf({
      year: { creationTime: '2005' },
      month: { creationTime: '200506' },
      day: { creationTime: '20050615' },
      second: { creationTime: '20050615103000' },
      last: { creationTime: '9999' },
    });
    const [from, to] = ['2005-06-15T00:00:00.000Z', '2005-06-16T00:00:00.000Z'];
    expect(await find({ field: 'creation', from, to })).toBe('day second');
    expect(await find({ field: 'creation', from, to, negate: true })).toBe('last month year');
    expect(await find({ field: 'creation', from: to })).toBe('last month year');
    expect(await find({ field: 'creation', to: from })).toBe('month year');
    expect(await find({ field: 'creation' })).toBe('day last month second year');
    expect(await find({ field: 'creation', to: '+010000-01-01T00:00:00.000Z', from: '9999-01-01T00:00:00.000Z' })).toBe(
      'last',
    );
    expect(await find({ field: 'creation', from: '-000001-01-01T00:00:00.000Z', to })).toBe('day second');
    expect(await find({ field: 'submitted', from: '2026-11-23T12:00:00.000Z', to: '2026-11-23T12:00:00.001Z' })).toBe(
      'day last month second year',
    );
    expect(await find({ field: 'updated', to: '2026-11-23T12:00:00.000Z' })).toBe('');
  });

  it('match periods, with an end that is missing open', async () => {
    const { find } = await shelf({
      none: {},
      both: { serviceStartTime: '20260101', serviceStopTime: '20260110' },
      start: { serviceStartTime: '20260105' },
      stop: { serviceStopTime: '20260103' },
    });
    const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-01-11T00:00:00.000Z'];
    expect(await find({ field: 'service', from, to })).toBe('both');
    expect(await find({ field: 'service', from: '2026-02-01T00:00:00.000Z' })).toBe('start');
    expect(await find({ field: 'service', to: from })).toBe('stop');
    expect(await find({ field: 'service', from, to, negate: true })).toBe('start stop');
    expect(await find({ field: 'service-start', from, to })).toBe('both start');
    expect(await find({ field: 'service-stop', from, to })).toBe('both stop');
  });

  it('match names of professionals without case and accents, exactly when asked, never as patterns', async () => {
    const { find } = await shelf({
      a: { authors: [author('professional', 'D’Été-Lefèvre', 'Zoé', 'Anne')] },
      b: { authors: [author('professional', 'DETERRE', 'zoe'), author('device', 'Œdème 100%')] },
      c: { authors: [author('patient', 'Dupatient', 'Zoé')] },
    });
    const family = (match: 'prefix' | 'exact' | 'contains', text: string): Criterion => ({
      field: 'author-family',
      anyOf: [{ match, text }],
    });
    expect(await find(family('prefix', 'd ete'))).toBe('a');
    expect(await find(family('prefix', 'deT'))).toBe('b');
    expect(await find(family('contains', 'LEFEVRE'))).toBe('a');
    expect(await find(family('exact', 'D’Été-Lefèvre'))).toBe('a');
    expect(await find(family('exact', 'd ete lefevre'))).toBe('');
    expect(await find(family('prefix', 'oedeme'))).toBe('b');
    for (const text of ['%', '_', '\\', '', '\u0000', '=', "'; --"])
      expect(await find(family('prefix', text))).toBe('');
    expect(await find(family('contains', '0%'))).toBe('b');
    expect(await find({ field: 'author-given', anyOf: [{ match: 'prefix', text: 'zoe' }] })).toBe('a b');
    expect(await find(family('prefix', 'dupatient'))).toBe('');
  });

  it('take any text for what it is', async () => {
    const { find } = await shelf({ a: {} });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), fc.uuid(), async (text, uuid) => {
        const tokens = [{ code: text }, { system: text }, { system: text, code: text }];
        for (const field of ['type', 'event'] as const) await find({ field, anyOf: tokens });
        await find({ field: 'identifier', anyOf: [text, uuid] });
        await find({ field: 'author-family', anyOf: [{ match: 'contains', text }] });
        expect(await find({ field: 'member-of', anyOf: [text, uuid] })).toBe('');
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

it('folding is idempotent and knows no case', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
    { seed: 5 },
  );
  expect(fold('  ŒUVRE d’Éléonore-Zoë ')).toBe('oeuvre d eleonore zoe');
  expect(fold('İstanbul')).toBe('istanbul');
});

describe('paging', () => {
  it('goes through every document once, in order, whatever the order, with the total of all pages', async () => {
    const recordId = await openRecord(test.store);
    const documents = Array.from({ length: 23 }, (_, index) =>
      documentOf(
        entryOf(recordId, {
          submittedAt: `2026-11-0${1 + (index % 4)}T00:00:00.00${index % 3}Z`,
          creationTime: `20${10 + (index % 5)}`,
          ...(index % 3 === 0 ? {} : { serviceStartTime: `2026010${1 + (index % 2)}` }),
        }),
      ),
    );
    await share(test.store, ...documents);
    for (const by of ['submitted', 'creation', 'service-start'] as const)
      for (const descending of [true, false]) {
        const seen: { key: string; id: string }[] = [];
        for (let after: PagePosition | undefined, more = true; more; ) {
          const found = await test.store.findDocuments(allow(recordId), {
            criteria: [],
            order: { by, descending },
            limit: 5,
            ...(after && { after }),
          });
          expect(found.total).toBe(23);
          for (const { logicalId } of found.documents) {
            const entry = documents.find((document) => document.entry.logicalId === logicalId)?.entry;
            const key = {
              submitted: entry?.submittedAt,
              creation: entry?.creationTime,
              'service-start': entry?.serviceStartTime,
            };
            seen.push({ key: key[by] ?? (descending ? '' : '~'), id: logicalId });
          }
          after = found.next;
          more = after !== undefined;
        }
        expect(seen).toHaveLength(23);
        const sorted = seen.toSorted((a, b) => (`${a.key} ${a.id}` < `${b.key} ${b.id}` ? -1 : 1));
        expect(seen).toEqual(descending ? sorted.reverse() : sorted);
      }
  });

  it('gives the total without documents, and nothing after a position that cannot be one', async () => {
    const { recordId } = await shelf({ a: {}, b: {} });
    const none = await test.store.findDocuments(allow(recordId), { ...query(), limit: 0 });
    expect(none).toEqual({ total: 2, documents: [] });
    for (const after of [
      { value: "' or true", logicalId: randomUUID() },
      { value: '2026-01-01T00:00:00.000Z', logicalId: 'x' },
    ])
      expect(await test.store.findDocuments(allow(recordId), { ...query(), after })).toEqual({
        total: 2,
        documents: [],
      });
    await expect(test.store.findDocuments(allow(randomUUID()), query())).rejects.toThrow(PolicyChangedError);
  });

  it('shows nothing of what is out of sight, not even between pages', async () => {
    const { recordId } = await shelf({
      a: { typeCode: { code: 'seen', system: '1' } },
      b: { typeCode: { code: 'unseen', system: '1' } },
    });
    const found = await test.store.findDocuments(allow(recordId, { ...everything, types: ['seen'] }), {
      ...query(),
      limit: 1,
    });
    expect(found.total).toBe(1);
    expect(found).not.toHaveProperty('next');
  });
});

describe('the statement of a search', () => {
  it('is the same for the same fields in any order, and names no value', () => {
    const criteria: Criterion[] = [
      { field: 'type', anyOf: [{ code: 'secret' }] },
      { field: 'status', anyOf: ['approved'] },
    ];
    const one = findDocuments(query(...criteria), 'r', [], []);
    const other = findDocuments(query(...criteria.toReversed()), 'r', [], []);
    expect(other.statement).toEqual(one.statement);
    expect(one.statement.text).not.toContain('secret');
    expect(one.statement.name.length).toBeLessThanOrEqual(63);
  });

  it('has a bounded number of names', () => {
    const names = new Set<string>();
    for (let count = 0; count < 300; count += 1) {
      const criteria = Array.from({ length: count }, () => ({ field: 'status', anyOf: ['approved'] }) as const);
      names.add(findDocuments(query(...criteria), 'r', [], []).statement.name);
    }
    expect(names.size).toBeLessThanOrEqual(129);
    expect(names).toContain('');
  });
});

it('tells the exact total, or none where there are more than a thousand and nobody asked', async () => {
  const { store, database } = test;
  const recordId = await openRecord(store);
  await share(store, documentOf(entryOf(recordId)));
  const { rows } = await database.pool.query<{ list: string }>(
    `select string_agg(case when column_name in ('logical_id', 'entry_uuid') then 'gen_random_uuid()'
       when column_name = 'unique_id' then 'gen_random_uuid()::text' else 'd.' || column_name end, ', '
       order by ordinal_position) as list
     from information_schema.columns where table_schema = 'record' and table_name = 'document_entry'`,
  );
  const fill = (documents: number) =>
    database.pool.query(
      `insert into record.document_entry select ${rows[0]?.list}
       from (select * from record.document_entry where record_id = $1 limit 1) d, generate_series(1, $2::integer)`,
      [recordId, documents],
    );
  const totalOf = async (counts?: DocumentQuery['counts']) => {
    // what was filled in has no text that opens: the total alone
    const asked = { ...query(), limit: 0, ...(counts && { counts }) };
    return (await store.findDocuments(allow(recordId), asked)).total;
  };
  await fill(999);
  expect([await totalOf(), await totalOf('all'), await totalOf('none')]).toEqual([1000, 1000, undefined]);
  await fill(1);
  expect([await totalOf(), await totalOf('all'), await totalOf('none')]).toEqual([undefined, 1001, undefined]);
  const blind = { ...everything, everyType: false, types: [] };
  expect((await store.findDocuments(allow(recordId, blind), { ...query(), limit: 0 })).total).toBe(0);
});
