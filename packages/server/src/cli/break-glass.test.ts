// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { personas } from '../demo/index.ts';
import { readConfig } from '../platform/config.ts';
import { breakGlass, openRecord, readJournal } from '../record/index.ts';
import { openRooms } from '../rooms.ts';
import { runCommand } from './index.ts';

let database: TestDatabase;
let home: string;
let env: NodeJS.ProcessEnv;
let recordId: string;
let accessId: string;
beforeAll(async () => {
  [database, home] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'dossier-home-'))]);
  env = { DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_LOG_LEVEL: 'error' };
  const rooms = await openRooms(readConfig(env));
  const { patient, actor } = personas.lea;
  if (!patient || actor.kind !== 'patient') throw new Error('lea is a patient');
  const { ins, traits } = patient;
  const request = { ins, traits, identityStatus: 'qualified', regime: 'fr-2010', consentRecorded: true } as const;
  const opened = await openRecord(systemActor('test'), { ...request, personId: actor.personId }, rooms.ports);
  if (!opened.ok) throw new Error(opened.error.code);
  recordId = opened.value.recordId;
  const broken = await breakGlass(personas.stranger.actor, { recordId, reason: 'coma' }, rooms.ports);
  if (!broken.ok) throw new Error(broken.error.code);
  accessId = broken.value.accessId;
  await rooms.close();
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

const dossier = async (...args: readonly string[]) => {
  let out = '';
  const code = await runCommand(args, { env, out: (text) => (out += text), err: () => undefined });
  return { code, out };
};
const by = ['--as', 'Dr Anne REVIEWER'];

/** The entries of the record, as its patient reads them. */
const traces = async (operation: string) => {
  const rooms = await openRooms(readConfig(env));
  const query = { limit: 10, operations: [operation] };
  const page = await readJournal(personas.lea.actor, { record: { recordId }, query }, rooms.ports);
  await rooms.close();
  if (!page.ok) throw new Error(page.error.code);
  return page.value.entries;
};

test('an access is listed, read, judged and counted, under the name of who reviews', async () => {
  expect(await dossier('break-glass', 'list')).toMatchObject({ code: 2 });
  const list = await dossier('break-glass', 'list', ...by);
  expect(list.code).toBe(0);
  expect(list.out).toContain(accessId);
  expect(list.out).not.toContain('coma');
  expect((await dossier('break-glass', 'show', accessId, ...by)).out).toContain('coma');
  expect((await dossier('break-glass', 'verdict', accessId, 'fine', ...by)).code).toBe(1);
  expect((await dossier('break-glass', 'verdict', accessId, 'justified', ...by, '--comment', 'ward asked')).code).toBe(
    0,
  );
  expect((await dossier('break-glass', 'list', ...by)).out).toBe('Nothing to look at.\n');
  expect((await dossier('break-glass', 'list', '--verdict', 'justified', ...by)).out).toContain(accessId);
  expect((await dossier('break-glass', 'figures', ...by)).out).toMatch(/\s1\s+1\s+1\s+1\s+0\s+0\s+0 %/);
  const [newest] = await traces('emergency.review');
  expect(newest).toMatchObject({
    outcome: 'success',
    actor: { name: 'Dr Anne REVIEWER' },
    detail: { access: accessId, verdict: 'justified' },
  });
});

test('a legal representation begins and ends by the house, on proof', async () => {
  const ins = `${personas.lea.patient?.ins.oid}|${personas.lea.patient?.ins.value}`;
  const parents = ['eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002'];
  const add = (person = '', proof = 'family-record-book') =>
    dossier('representative', 'add', ins, person, '--name', 'Claire MARCHETTI', '--proof', proof);
  expect((await add(parents[0], 'hearsay')).code).toBe(1);
  for (const parent of parents) expect((await add(parent)).code).toBe(0);
  const again = await add(parents[0]);
  expect(again).toMatchObject({ code: 1, out: expect.stringContaining('stands already') });
  const added = await database.pool.query<{ relation_id: string; purpose: string }>(
    "select relation_id, purpose from record.relation where kind = 'legal-representative' order by from_at",
  );
  expect(added.rows.map(({ purpose }) => purpose)).toEqual(['family-record-book', 'family-record-book']);
  expect((await dossier('representative', 'end', ins, added.rows[0]?.relation_id ?? '')).code).toBe(0);
  expect((await dossier('representative', 'end', ins, added.rows[0]?.relation_id ?? '')).code).toBe(1);
  expect((await traces('consent.change'))[1]).toMatchObject({
    outcome: 'success',
    detail: { kind: 'legal-representative' },
  });
});
