// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../src/cli/index.ts';
import { personas } from '../src/demo/index.ts';
import { type TestHouse, testHouse } from './harness.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterAll(() => house.stop());

const ask = async (persona: string, organization?: string): Promise<readonly [number, string | undefined]> => {
  const token = await house.token(persona, organization === undefined ? {} : { organization });
  const response = await fetch(`${house.baseUrl}/Patient?identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { issue?: readonly { details?: { coding?: readonly { code: string }[] } }[] };
  return [response.status, body.issue?.[0]?.details?.coding?.[0]?.code];
};

const dossier = async (...args: readonly string[]): Promise<readonly [number, string]> => {
  let out = '';
  const code = await runCommand(args, {
    env: { DOSSIER_HOME: house.home, DATABASE_URL: house.house.config.databaseUrl },
    out: (text) => {
      out += text;
    },
    err: () => undefined,
  });
  return [code, out];
};

const gp = personas.gp.actor.kind === 'professional' ? personas.gp.actor : undefined;
const [tilleuls, watch] = personas.gp.organizations;

/** The GP as the open-data extract has them, in one of their two structures. */
const line = (finess = ''): string =>
  [gp?.nationalId, 'AUBERT', 'CAMILLE', '10', 'S', 'SM26', '', '', finess.slice(1), '', 'CABINET', '', 'SA08'].join(
    '|',
  );
const HEAD =
  "Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Code type savoir-faire|Code savoir-faire|Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Identifiant technique de la structure|Raison sociale site|Ancien identifiant de la structure|Code secteur d'activité";

test('a token that was good is refused from the moment the directory says otherwise', async () => {
  expect(await ask('gp')).toEqual([200, undefined]);
  expect(await ask('stranger')).toEqual([200, undefined]);

  const path = join(house.home, 'directory.txt');
  await writeFile(path, [HEAD, line(tilleuls?.id)].join('\n'));
  expect(await dossier('directory', 'load', path)).toEqual([
    0,
    '1 items read, 3 entries changed, 0 ended, 0 situations name nobody known.\n',
  ]);
  await expect.poll(() => ask('stranger')).toEqual([403, 'professional-not-active']);
  expect(await ask('gp')).toEqual([200, undefined]);
  expect(await ask('gp', watch?.id)).toEqual([403, 'structure-not-active']);
  expect(await ask('hospital')).toEqual([403, 'structure-not-active']);
  // who is refused before a record is looked for leaves nothing in anybody's journal
  const count = async () => (await house.pool.query(`select count(*)::int as n from journal_entry`)).rows[0].n;
  const before = await count();
  expect(await ask('stranger')).toEqual([403, 'professional-not-active']);
  expect(await count()).toBe(before);

  await writeFile(path, [HEAD, line(watch?.id)].join('\n'));
  expect(await dossier('directory', 'load', '--full', path)).toEqual([
    1,
    expect.stringContaining('it looks cut off, so nobody was struck off'),
  ]);
  expect((await dossier('directory', 'load', '--full', '--limit', '100', path))[0]).toBe(0);
  await expect.poll(() => ask('gp')).toEqual([403, 'structure-not-active']);
  expect(await ask('gp', watch?.id)).toEqual([200, undefined]);
  expect(await dossier('directory', 'show', gp?.nationalId ?? '')).toEqual([
    0,
    expect.stringMatching(/professional +899700218896 +version 1 +active/),
  ]);
  expect(await dossier('directory', 'show', 'nobody')).toEqual([1, 'The directory knows nobody under nobody.\n']);
});
