// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { instantOf } from '@dossier/core/time';
import { personas } from '@dossier/server/src/demo/index.ts';
import { renderDocumentReference } from '@dossier/server/src/faces/fhir/rendering/index.ts';
import { keyFiles } from '@dossier/server/src/platform/installation.ts';
import { allow } from '@dossier/server/src/store/testing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../../../server/test/harness.ts';
import { documentMaker } from './documents.ts';
import { fill } from './fill.ts';
import {
  documentsOf,
  documentWithContent,
  INS_OID,
  measuredOf,
  measuredRecord,
  type Population,
  patientOf,
  recordsOf,
  recordWithContent,
  shuffled,
  smallRecord,
  withContentOf,
} from './population.ts';
import { templateRenderer } from './rendering.ts';
import { tables } from './rows.ts';
import { bodyOf } from './templates.ts';

const doctor = personas.gp.actor;
if (doctor.kind !== 'professional') throw new Error('The general practitioner is a professional.');

let house: TestHouse;
let token: string;
let population: Population;

const fillMore = (documents: number): Promise<Population> =>
  fill({
    pool: house.pool,
    databaseUrl: house.house.config.databaseUrl ?? '',
    keys: keyFiles(house.home).records,
    repositoryUniqueId: house.ports.repositoryUniqueId,
    documents,
    doctor,
    workers: 2,
  });

beforeAll(async () => {
  house = await testHouse({ now: instantOf(Date.now()) });
  token = await house.token('gp');
  population = await fillMore(300);
});
afterAll(() => house.stop());

const get = (path: string): Promise<Response> =>
  fetch(`${house.baseUrl}/${path}`, { headers: { authorization: `Bearer ${token}` } });

const find = async (ins: string): Promise<{ total: number; entry: { resource: { id: string } }[] }> => {
  const answer = await get(`DocumentReference?patient.identifier=urn:oid:${INS_OID}|${ins}&status=current`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as never;
};

const count = async (table: string): Promise<number> =>
  (await house.pool.query<{ count: number }>(`select count(*)::integer as count from ${table}`)).rows[0]?.count ?? -1;

describe('a population', () => {
  it('has the documents that were asked for, in records of its own shape', () => {
    const sizes = Array.from({ length: recordsOf(population) }, (_, record) => documentsOf(record));
    expect(sizes.reduce((sum, one) => sum + one)).toBe(300);
    for (let n = 0; n < measuredOf(population); n += 1) expect(documentsOf(measuredRecord(n))).toBe(20);
    for (let n = 0; n < 18; n += 1) expect(documentsOf(smallRecord(n))).toBeLessThan(20);
  });

  it('visits every record once in a round, in another order each', () => {
    const one = [...shuffled(40, 1)];
    expect(new Set(one).size).toBe(40);
    expect([...shuffled(40, 2)]).not.toEqual(one);
  });

  it('gives each record an INS of its own, also beside another population', () => {
    const other = { ...population, number: population.number + 1 };
    const all = [population, other].flatMap((one) =>
      Array.from({ length: recordsOf(one) }, (_, record) => patientOf(one, record).ins),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('is rendered as the FHIR face renders it', () => {
    const maker = documentMaker(population, house.ports.repositoryUniqueId);
    const render = templateRenderer();
    for (let record = 0; record < 500; record += 1) {
      const { entry, template } = maker.make(patientOf(population, record), record, record % 20);
      expect(render(entry, template)).toBe(renderDocumentReference(entry));
    }
  });
});

describe('the filled installation', () => {
  it('holds as many rows as the population says', async () => {
    expect(await count('record.record')).toBe(recordsOf(population));
    expect(await count('record.document_entry')).toBe(300);
    expect(await count('record.submission_set')).toBe(300);
    expect(await count('record.object_lookup')).toBe(300 * 5);
    expect(await count('record.content_frame')).toBe(withContentOf(population) * 2);
  });

  it('has its indexes back', async () => {
    const { rows } = await house.pool.query(
      'select indexrelid from pg_index where indrelid = any($1::regclass[]) and indisvalid',
      [Object.values(tables).map(({ name }) => name)],
    );
    expect(rows.length).toBeGreaterThan(Object.keys(tables).length);
  });

  it('fills every column that the schema wants', async () => {
    for (const { name, columns } of Object.values(tables)) {
      const { rows } = await house.pool.query<{ column_name: string }>(
        `select attname as column_name from pg_attribute where attrelid = $1::regclass and attnum > 0
          and not attisdropped and attnotnull and not atthasdef and attidentity = ''`,
        [name],
      );
      for (const { column_name } of rows) expect(columns.map(([column]) => column)).toContain(column_name);
    }
  });

  it('answers a search with the documents of the template', async () => {
    for (const n of [0, 5, measuredOf(population) - 1]) {
      const { ins } = patientOf(population, measuredRecord(n));
      const found = await find(ins);
      expect(found.total).toBe(20);
      expect(found.entry.length).toBe(20);
    }
  });

  it('gives back what was made', async () => {
    const record = measuredRecord(3);
    const patient = patientOf(population, record);
    const { entry, facts } = documentMaker(population, house.ports.repositoryUniqueId).make(patient, record, 7);
    const allowed = allow(patient.recordId);
    const stored = await house.ports.store.readDocument(allowed, { id: entry.logicalId });
    expect(stored?.entry).toEqual(entry);
    expect(stored?.facts).toEqual(facts);
    expect(stored?.rendering.toString()).toBe(renderDocumentReference(entry));
    const byUniqueId = await house.ports.store.readDocument(allowed, { uniqueId: entry.uniqueId });
    expect(byUniqueId?.entryUuid).toBe(entry.entryUuid);
    expect((await house.ports.store.loadPolicy({ object: entry.uniqueId }))?.recordId).toBe(patient.recordId);
  });

  it('gives the content of the documents that have one', async () => {
    const record = recordWithContent(population, 2);
    const patient = patientOf(population, record);
    const maker = documentMaker(population, house.ports.repositoryUniqueId);
    for (const n of [0, 1]) {
      const { entry, template } = maker.make(patient, record, documentWithContent(n));
      const answer = await get(`Binary/${entry.logicalId}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.status).toBe(200);
      expect(bytes.equals(bodyOf(template))).toBe(true);
      expect(createHash('sha1').update(bytes).digest('hex')).toBe(entry.hash);
    }
  });

  it('shows the submission set of a document', async () => {
    const record = measuredRecord(1);
    const patient = patientOf(population, record);
    const { set } = documentMaker(population, house.ports.repositoryUniqueId).make(patient, record, 0);
    const allowed = allow(patient.recordId);
    const query = { entryUuids: [set.entryUuid], limit: 10 };
    const { lists } = await house.ports.store.findSubmissionSets(allowed, query);
    expect(lists).toEqual([set]);
  });

  it('answers other doctors as any record does', async () => {
    const { ins } = patientOf(population, measuredRecord(0));
    const headers = { authorization: `Bearer ${await house.token('stranger')}` };
    const answer = await fetch(`${house.baseUrl}/DocumentReference?patient.identifier=urn:oid:${INS_OID}|${ins}`, {
      headers,
    });
    expect(answer.status).toBe(403);
  });

  it('takes another population beside the first', async () => {
    const before = population;
    const more = await fillMore(100);
    expect(more.number).toBe(before.number + 1);
    expect(await count('record.record')).toBe(recordsOf(before) + recordsOf(more));
    const found = await find(patientOf(more, measuredRecord(0)).ins);
    expect(found.total).toBe(20);
  });

  it('refuses a size that whole records cannot make', async () => {
    await expect(fillMore(150)).rejects.toThrow(RangeError);
  });
});
