// SPDX-License-Identifier: Apache-2.0
import { partyKey } from '@dossier/core/actors';
import type { DocumentFacts } from '@dossier/core/documents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse } from '../../../test/harness.ts';
import { findDocuments, findFolders, readConsents, readJournal, readRecord } from '../../record/index.ts';
import { type PersonaKey, personas } from '../personas.ts';
import { demoActor, type TokenOptions } from '../token.ts';
import { documentOid } from './cda/document.ts';
import { generatePopulation } from './generate.ts';
import { type PopulationSummary, populate } from './populate.ts';

const stories = generatePopulation();
const written = stories.flatMap(({ drafts }) => drafts);

let house: TestHouse;
let interrupted: unknown;
let resumed: PopulationSummary;
let again: PopulationSummary;

const rowsInDatabase = async (): Promise<number> => {
  const { rows } = await house.pool.query<{ tables: string }>(
    `SELECT string_agg(format('SELECT count(*) FROM %I.%I', schemaname, tablename), ' UNION ALL ') AS tables
       FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename NOT LIKE 'journal%'`,
  );
  const { rows: counts } = await house.pool.query<{ count: string }>(rows[0]?.tables ?? '');
  return counts.reduce((sum, { count }) => sum + Number(count), 0);
};

let rowsBefore: number;
let rowsAfter: number;

beforeAll(async () => {
  house = await testHouse();
  interrupted = await populate(house.ports, {
    onProgress: ({ records }) => {
      if (records.done === 4) throw new Error('the power goes out');
    },
  }).catch((error: unknown) => error);
  resumed = await populate(house.ports);
  rowsBefore = await rowsInDatabase();
  again = await populate(house.ports);
  rowsAfter = await rowsInDatabase();
}, 120_000);
afterAll(() => house?.stop());

const insOf = (key: PersonaKey) => {
  const ins = personas[key].patient?.ins;
  if (!ins) throw new Error(`${key} is not a patient`);
  return ins;
};

/** The keys of the documents of a patient that a persona finds, or the code of the refusal. */
const found = async (persona: PersonaKey, patient: PersonaKey, options: TokenOptions = {}) => {
  const order = { by: 'creation', descending: false } as const;
  const request = { record: { ins: insOf(patient) }, query: { criteria: [], order, limit: 200 } };
  const result = await findDocuments(demoActor(persona, options), request, house.ports);
  if (!result.ok) return result.error.code;
  expect(result.value.total).toBe(result.value.documents.length);
  const { rows } = await house.pool.query<DocumentFacts>(
    `select logical_id::text as "logicalId", type_code as "typeCode", status as "availabilityStatus",
       confidentiality_codes as "confidentialityCodes", author_keys as "authorKeys", by_patient as "byPatient"
     from record.document_entry where is_latest and logical_id = any($1)`,
    [result.value.documents.map(({ logicalId }) => logicalId)],
  );
  expect(rows).toHaveLength(result.value.documents.length);
  return rows;
};

const factsOf = async (persona: PersonaKey, patient: PersonaKey, options: TokenOptions = {}) => {
  const facts = await found(persona, patient, options);
  if (typeof facts === 'string') throw new Error(`${persona} is refused: ${facts}`);
  return facts;
};

describe('the population in a house', () => {
  it('goes on where an earlier start was cut off, and is then found complete', () => {
    expect(interrupted).toMatchObject({ message: 'the power goes out' });
    expect(resumed.already).toBe(false);
    expect(resumed.recordsOpened).toBeLessThan(stories.length);
    expect(resumed.documentsAlreadyThere).toBeGreaterThan(0);
    expect(resumed.documentsShared + resumed.documentsAlreadyThere).toBe(written.length);
  });

  it('adds nothing when it is there', () => {
    expect(again).toEqual({ already: true, recordsOpened: 0, documentsShared: 0, documentsAlreadyThere: 0 });
    expect(rowsAfter).toBe(rowsBefore);
  });

  it('shows dominique everything but what is not announced to her yet', async () => {
    const drafts = stories.find(({ patient }) => patient.key === 'dominique')?.drafts ?? [];
    const hidden = drafts.filter(({ confidentiality = [] }) => confidentiality.includes('hiddenFromPatient'));
    const facts = await factsOf('dominique', 'dominique');
    expect(hidden.length).toBeGreaterThan(0);
    expect(facts).toHaveLength(drafts.length - hidden.length);
    const statuses = Object.groupBy(facts, ({ availabilityStatus }) => availabilityStatus);
    expect(statuses.deprecated).toHaveLength(drafts.filter(({ replaces }) => replaces !== undefined).length);
    expect(statuses.archived).toHaveLength(1);
    expect(statuses.deleted).toHaveLength(1);
  });

  it('shows her attending doctor what is masked, and the other authorised professionals not', async () => {
    const masked = (facts: Awaited<ReturnType<typeof factsOf>>) =>
      facts.filter(({ confidentialityCodes }) => confidentialityCodes.includes('MASQUE_PS'));
    expect(masked(await factsOf('gp', 'dominique')).length).toBeGreaterThanOrEqual(5);
    for (const key of ['cardiologist', 'nurse', 'pharmacist', 'dentist', 'physiotherapist', 'midwife'] as const) {
      const facts = await factsOf(key, 'dominique');
      expect(facts.length).toBeGreaterThan(20);
      const own = partyKey(personas[key].actor);
      for (const { authorKeys } of masked(facts)) expect(authorKeys).toContain(own);
    }
    // The patient masked a document of each of these two: its author still sees it (R.1111-49 CSP).
    expect(masked(await factsOf('dentist', 'dominique'))).toHaveLength(1);
    expect(masked(await factsOf('midwife', 'dominique'))).toHaveLength(1);
  });

  it('keeps to the type matrix', async () => {
    const types = async (key: PersonaKey) => new Set((await factsOf(key, 'dominique')).map(({ typeCode }) => typeCode));
    const nurse = await types('nurse');
    for (const type of ['75496-0', '68599-0', '83901-9', '68817-6', '89601-9']) expect(nurse).not.toContain(type);
    const dentist = await types('dentist');
    for (const type of ['80788-3', '75496-0', '83981-1', '83901-9', '68599-0', 'EXPPAT_3'])
      expect(dentist).not.toContain(type);
    const gp = await types('gp');
    for (const type of ['75496-0', '68599-0', '83901-9', 'EXPPAT_3', 'REMB']) expect(gp).toContain(type);
    expect(gp).not.toContain('ATTEST-RESID');
  });

  it.each([
    ['stranger', 'dominique'],
    ['blocked', 'dominique'],
    ['secretary', 'dominique'],
    ['hospital', 'dominique'],
    ['support', 'dominique'],
    ['gp', 'adele'],
    ['cardiologist', 'lea'],
  ] as const)('refuses %s on %s', async (persona, patient) => {
    expect(await found(persona, patient)).toBe('access-refused');
  });

  it('keeps two documents of lea from her parent, not from her nor from her doctor', async () => {
    const all = stories.find(({ patient }) => patient.key === 'lea')?.drafts.length ?? 0;
    expect(await factsOf('lea', 'lea')).toHaveLength(all);
    expect(await factsOf('gp', 'lea')).toHaveLength(all);
    expect(await factsOf('parent', 'lea')).toHaveLength(all - 2);
  });

  it('has the relations of the personas', async () => {
    const relations = async (key: PersonaKey) => {
      const read = await readConsents(demoActor(key), { record: { ins: insOf(key) } }, house.ports);
      if (!read.ok) throw new Error(read.error.code);
      return read.value.relations.filter(({ endedAt }) => endedAt === undefined);
    };
    const kinds = Object.groupBy(await relations('dominique'), ({ kind }) => kind);
    expect(kinds['attending-doctor']?.map(({ holder }) => holder)).toEqual([partyKey(personas.gp.actor)]);
    expect(kinds.authorization).toHaveLength(8);
    expect(kinds.block?.map(({ holder }) => holder)).toEqual([partyKey(personas.blocked.actor)]);
    expect(await relations('adele')).toEqual([]);
    expect((await relations('lea')).map(({ kind }) => kind).sort()).toEqual(['authorization', 'legal-representative']);
  });

  it('has a closed record that says so', async () => {
    const view = await readRecord(demoActor('gp'), { record: { ins: insOf('closed') } }, house.ports);
    expect(view).toMatchObject({ ok: true, value: { state: 'closed' } });
    expect(await found('gp', 'closed')).toBe('record-closed');
  });

  it('has a folder, and a journal that names who shared', async () => {
    const folders = await findFolders(
      demoActor('dominique'),
      { record: { ins: insOf('dominique') }, query: { limit: 10 } },
      house.ports,
    );
    expect(folders).toMatchObject({ ok: true, value: { total: 1 } });
    const journal = await readJournal(
      demoActor('dominique'),
      { record: { ins: insOf('dominique') }, query: { operations: ['document.share'], limit: 100 } },
      house.ports,
    );
    if (!journal.ok) throw new Error(journal.error.code);
    const sharers = new Set(journal.value.entries.map(({ actor }) => actor.key));
    for (const key of ['gp', 'laboratory', 'insurer', 'hospital', 'nurse', 'dominique'] as const)
      expect(sharers).toContain(partyKey(personas[key].actor));
  });

  it('answers over HTTP to a demo token', async () => {
    const ins = insOf('dominique');
    const uniqueId = documentOid('dominique', 'summary-2026');
    const response = await fetch(
      `${house.baseUrl}/DocumentReference?patient.identifier=urn:oid:${ins.oid}|${ins.value}&identifier=urn:oid:${uniqueId}`,
      { headers: { authorization: `Bearer ${await house.token('gp')}` } },
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ resourceType: 'Bundle', total: 1 });
  });
});
