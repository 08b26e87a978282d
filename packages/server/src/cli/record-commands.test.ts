// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemActor } from '@dossier/core/actors';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cda, fictionalIns, ins } from '../../test/cda.ts';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { traits } from '../../test/people.ts';
import { INS } from '../../test/submissions.ts';
import { handOutSecret } from '../accounts/index.ts';
import { readConfig } from '../platform/config.ts';
import { readJournal } from '../record/index.ts';
import { openRooms } from '../rooms.ts';
import { runCommand } from './index.ts';

let database: TestDatabase;
let home: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [database, home] = await Promise.all([testDatabase(), mkdtemp(join(tmpdir(), 'dossier-home-'))]);
  env = { DOSSIER_HOME: home, DATABASE_URL: database.url, DOSSIER_LOG_LEVEL: 'error' };
  const rooms = await openRooms(readConfig(env));
  await rooms.close();
});
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true });
});

const file = (name: string): string => join(home, name);
const put = (name: string, holder: unknown): Promise<void> => writeFile(file(name), JSON.stringify(holder));

const dossier = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
  let out = '';
  const code = await runCommand(args, { env: { ...env, ...more }, out: (text) => (out += text), err: () => undefined });
  return { code, out };
};

const SECRET = /\b(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}\b/;
const MAIL = { DOSSIER_SMTP_URL: 'smtp://127.0.0.1:9', DOSSIER_MAIL_FROM: 'no-reply@dossier.example' };

/** The entries of the record in what the verb printed, as the house reads them. */
const operations = async (out: string) => {
  const recordId = /record (\S+) is/.exec(out)?.[1] ?? '';
  const { rows } = await database.pool.query<{ personId: string }>(
    'select person_id as "personId" from record.record where record_id = $1',
    [recordId],
  );
  const rooms = await openRooms(readConfig(env));
  const page = await readJournal(
    {
      kind: 'patient',
      name: '',
      authentication: 'direct',
      mode: { kind: 'normal' },
      personId: rows[0]?.personId ?? '',
    },
    { record: { recordId }, query: { limit: 20 } },
    rooms.ports,
  );
  await rooms.close();
  if (!page.ok) throw new Error(page.error.code);
  return page.value.entries.map(({ operation, actor }) => `${operation} ${actor.key}`);
};

beforeEach(async () => {
  for (const table of ['account.account', 'notice.contact']) await database.pool.query(`delete from ${table}`);
  await put('one.json', { ins: INS, traits });
});

test('under the regime of consent it opens with it only, and the letter has the secret', async () => {
  const refused = await dossier(['record', 'open', file('one.json'), '--regime', 'fr-2010']);
  expect(refused).toEqual({ code: 1, out: expect.stringContaining('recorded consent') });
  const { code, out } = await dossier(['record', 'open', file('one.json'), '--regime', 'fr-2010', '--consent']);
  expect(code).toBe(0);
  expect(out).toContain('is open');
  expect(out).toContain(INS.value);
  expect(out).toMatch(SECRET);
  expect(await operations(out)).toEqual(
    expect.arrayContaining(['record.open system:command-line', 'account.hand-out-secret system:command-line']),
  );
  const again = await dossier(['record', 'open', file('one.json'), '--regime', 'fr-2010', '--consent']);
  expect(again).toEqual({ code: 1, out: expect.stringContaining('exists already') });
  expect(again.out).not.toMatch(SECRET);
});

test('under the regime of silence it is announced: on paper without an address, else by mail and never on the screen', async () => {
  await put('paper.json', { ins: { ...INS, value: '277076322082910' }, traits });
  const paper = await dossier(['record', 'open', file('paper.json')]);
  expect(paper.code).toBe(0);
  expect(paper.out).toContain('is notified');
  expect(paper.out).toContain('sauf si vous vous y opposez');
  expect(paper.out).toMatch(SECRET);
  expect(await operations(paper.out)).toContain('account.hand-out-secret system:command-line');

  await put('mail.json', { ins: { ...INS, value: '160012A00400117' }, traits, email: 'd@patients.example' });
  const unmailed = await dossier(['record', 'open', file('mail.json')], { DOSSIER_INS_KEY_ERRORS: 'refuse' });
  expect(unmailed.code).toBe(1);
  expect((await database.pool.query('select from notice.contact')).rowCount).toBe(0);
  const mailed = await dossier(['record', 'open', file('mail.json')], MAIL);
  expect(mailed.out).toContain('The notice with the secret goes to d@patients.example.');
  expect(mailed.out).not.toMatch(SECRET);
  expect((await database.pool.query('select from notice.contact')).rowCount).toBe(1);
  expect(await operations(mailed.out)).not.toContain('account.hand-out-secret system:command-line');
});

test.each([
  ['no object', []],
  ['another trait', { ins: INS, traits: { ...traits, mother: 'X' } }],
  ['a trait that is no text', { ins: INS, traits: { ...traits, birthDate: 1979 } }],
  ['no INS', { traits }],
  ['something else', { ins: INS, traits, phone: '1' }],
])('a file with %s is refused with a sentence', async (_, holder) => {
  await put('bad.json', holder);
  await expect(dossier(['record', 'open', file('bad.json')])).rejects.toThrow('bad.json is not {"ins"');
});

test('an address that is none, and a file that is not there', async () => {
  await put('bad.json', { ins: INS, traits, email: 'a@b, c@d' });
  await expect(dossier(['record', 'open', file('bad.json')])).rejects.toThrow('is not an e-mail address');
  await expect(dossier(['record', 'open', file('none.json')])).rejects.toThrow('cannot be read (ENOENT)');
});

test('an import writes a letter for each record that it opens, for its owner alone, and none the second time', async () => {
  await writeFile(
    file('letter.xml'),
    cda({ patientIds: ins(fictionalIns('777')), id: '<id root="1.2.250.1.999.777.1"/>' }),
  );
  const letters = file('letters');
  expect((await dossier(['import', file('letter.xml'), '--letters', letters])).code).toBe(0);
  const [name = '', ...others] = await readdir(letters);
  expect(others).toEqual([]);
  expect(await readFile(join(letters, name), 'utf8')).toMatch(SECRET);
  expect((await stat(join(letters, name))).mode & 0o777).toBe(0o600);
  expect((await dossier(['import', file('letter.xml'), '--letters', letters])).code).toBe(0);
  expect(await readdir(letters)).toEqual([name]);
});

test('who has an account that works gets no second secret at an opening', async () => {
  const rooms = await openRooms(readConfig(env));
  const person = { personId: 'with-an-account', name: 'A B' };
  await handOutSecret(person, rooms.accounts);
  await database.pool.query('update account.account set activated_at = now()');
  expect(await rooms.ports.handOutSecret(person, systemActor('test'))).toBeUndefined();
  await rooms.close();
});
