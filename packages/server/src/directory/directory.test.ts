// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Actor, Professional } from '@dossier/core/actors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/harness.ts';
import { openAttestation } from './attestation.ts';
import {
  findDirectoryFiles,
  type LoadReport,
  loadDirectory,
  loadFiles,
  readHistory,
  refreshDirectory,
} from './index.ts';
import type { SourceItem } from './types.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'dossier-directory-test-'));
});
beforeEach(() =>
  database.pool.query(`truncate directory.entry, directory.alias, directory.load, directory.seen;
    update directory.change set version = version + 1, loaded = false`),
);
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const clock = { now: () => '2026-11-23T12:00:00.000Z' } as const;
const options = (
  more: { readonly whole?: boolean; readonly endLimitPercent?: number; readonly batch?: number } = {},
) => ({
  pool: database.pool,
  clock,
  whole: false,
  endLimitPercent: 5,
  ...more,
});

const HEAD =
  "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Code type savoir-faire|Code savoir-faire|Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Identifiant technique de la structure|Raison sociale site|Ancien identifiant de la structure|Code secteur d'activité|";
interface Line {
  readonly id: string;
  readonly name?: string;
  readonly profession?: string;
  readonly skill?: string;
  readonly finess?: string;
  readonly siret?: string;
  readonly technical?: string;
}
const lineOf = ({
  id,
  name = 'MARTIN',
  profession = '10',
  skill = 'SM26',
  finess = '',
  siret = '',
  technical = '',
}: Line) =>
  [
    '8',
    id.slice(1),
    id,
    name,
    'ANNE',
    profession,
    skill === '' ? '' : 'S',
    skill,
    siret,
    '',
    finess,
    technical,
    'CABINET',
    '',
    'SA07',
    '',
  ].join('|');

const write = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};
const extract = (name: string, ...lines: readonly Line[]): Promise<string> =>
  write(name, `\ufeff${[HEAD, ...lines.map(lineOf)].join('\r\n')}\r\n`);

const doctor = (more: Partial<Professional> = {}): Professional => ({
  kind: 'professional',
  name: 'Dr Anne MARTIN',
  authentication: 'direct',
  mode: { kind: 'normal' },
  nationalId: '899700000001',
  profession: '10',
  specialty: 'SM26',
  organization: { id: '1990000001', name: 'CABINET' },
  ...more,
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const attestation = (mode: 'off' | 'warn' | 'enforce' | 'when-loaded', more: object = {}) => {
  const doubts: string[] = [];
  const one = openAttestation({
    pool: database.pool,
    clock,
    mode,
    onDoubt: ({ code }) => void doubts.push(code),
    pollMs: 20,
    ...more,
  });
  opened.push(one);
  const ask = async (actor: Actor): Promise<string> => {
    const answer = await one.attest(actor);
    return answer.ok ? 'ok' : answer.error.code;
  };
  return { ask, doubts };
};

const figures = ({ outcome, items, changed, ended }: LoadReport) => ({ outcome, items, changed, ended });

describe('loading the open-data extract', () => {
  test('reads professionals, structures and situations; the same again changes nothing', async () => {
    const path = await extract(
      'one.txt',
      { id: '899700000001', finess: '990000001' },
      { id: '899700000002', siret: '11122233300011' },
    );
    expect(figures(await loadFiles([path], options()))).toEqual({ outcome: 'loaded', items: 2, changed: 6, ended: 0 });
    expect((await loadFiles([path], options())).outcome).toBe('unchanged');
    await appendFile(path, '\r\n');
    expect(figures(await loadFiles([path], options()))).toEqual({ outcome: 'loaded', items: 2, changed: 0, ended: 0 });
    expect(await readHistory(database.pool, '899700000002')).toMatchObject([
      { kind: 'professional', version: 1, facts: { family: 'MARTIN', given: 'ANNE' } },
      { kind: 'situation', organization: '311122233300011', facts: { profession: '10', specialty: 'SM26' } },
    ]);
  });

  test('a change begins a version and ends the one before', async () => {
    await loadFiles([await extract('a.txt', { id: '899700000001' })], options());
    await loadFiles([await extract('b.txt', { id: '899700000001', name: 'DURAND' })], options());
    const [first, second] = await readHistory(database.pool, '899700000001');
    expect(first).toMatchObject({ version: 1, facts: { family: 'MARTIN' }, valid_until: '2026-11-23T12:00:00Z' });
    expect(second).toMatchObject({ version: 2, facts: { family: 'DURAND' }, valid_until: null });
  });

  test('a whole extract ends what it does not name, and what comes back is active again', async () => {
    const both = [
      { id: '899700000001', finess: '990000001' },
      { id: '899700000002', finess: '990000001' },
    ] as const;
    await loadFiles([await extract('both.txt', ...both)], options({ whole: true }));
    const one = await extract('one-left.txt', both[0]);
    expect(figures(await loadFiles([one], options({ whole: true, endLimitPercent: 50 })))).toMatchObject({ ended: 2 });
    expect((await readHistory(database.pool, '899700000002')).map(({ active }) => active)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    await loadFiles([await extract('both.txt', ...both)], options({ whole: true }));
    expect((await readHistory(database.pool, '899700000002')).at(-1)).toMatchObject({ version: 3, active: true });
  });

  test('one that is cut off strikes nobody off', async () => {
    const people = Array.from({ length: 10 }, (_, i) => ({
      id: `89970000${String(i).padStart(4, '0')}`,
      finess: '990000001',
    }));
    await loadFiles([await extract('ten.txt', ...people)], options({ whole: true }));
    const report = await loadFiles([await extract('nine.txt', ...people.slice(1))], options({ whole: true }));
    expect(report).toMatchObject({ outcome: 'refused', ended: 0, missing: { of: 10, unseen: 1 } });
    const { rows } = await database.pool.query(`select from directory.entry where not active`);
    expect(rows).toHaveLength(0);
    const empty = await loadFiles([await extract('empty.txt')], options({ whole: true }));
    expect(empty.outcome).toBe('refused');
  });

  test('one and the same professional on several lines is one version, however often the extract is loaded', async () => {
    const lines = [
      { id: '899700000001', name: 'MARTIN', finess: '990000001' },
      { id: '899700000001', name: 'MARTIN-DUBOIS', finess: '990000002' },
    ] as const;
    for (const batch of [1, 1_000]) {
      await loadFiles([await extract(`several-${batch}.txt`, ...lines)], options({ whole: true, batch }));
      await appendFile(join(folder, `several-${batch}.txt`), ' \n');
      await loadFiles([join(folder, `several-${batch}.txt`)], options({ whole: true, batch }));
    }
    expect(
      (await readHistory(database.pool, '899700000001')).filter(({ kind }) => kind === 'professional'),
    ).toHaveLength(1);
  });

  test('says which lines are wrong and takes the others', async () => {
    const path = await extract(
      'faults.txt',
      { id: 'x' },
      { id: '899700000001', profession: '' },
      { id: '899700000003' },
    );
    const report = await loadFiles([path], options());
    expect(report).toMatchObject({ outcome: 'loaded', changed: 2, faultCount: 2 });
    expect(report.faults[0]).toBe(`${path}, line 2: the national identifier of the professional is not one`);
  });

  test('refuses files that are something else', async () => {
    const sentence = /^A directory file cannot be read: it has no column "Identification nationale PP"\.$/;
    await expect(loadFiles([await write('other.txt', 'a|b\n1|2\n')], options())).rejects.toThrow(sentence);
    const broken = join(folder, 'broken.txt.gz');
    await writeFile(broken, 'not gzip');
    await expect(loadFiles([broken], options())).rejects.toThrow(
      'A directory file cannot be read: incorrect header check.',
    );
    await expect(findDirectoryFiles([join(folder, 'nothing')])).rejects.toThrow('There is no such file or folder');
    await expect(findDirectoryFiles([await write('x.zip', '')])).rejects.toThrow('is not a directory file');
  });
});

const RPPS = 'https://rpps.esante.gouv.fr';
const G15 = 'https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante';
const R38 = 'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale';
const practitioner = (active = true) => ({
  resourceType: 'Practitioner',
  id: 'p1',
  active,
  identifier: [
    { system: RPPS, value: '99700000001' },
    { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700000001' },
  ],
  name: [{ family: 'MARTIN', given: ['Anne'] }],
  qualification: [
    { code: { coding: [{ system: G15, code: '10' }] } },
    { code: { coding: [{ system: R38, code: 'SM26' }] } },
  ],
});
const organization = (active = true) => ({
  resourceType: 'Organization',
  id: 'o1',
  active,
  identifier: [
    { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1990000001' },
    { system: 'https://finess.esante.gouv.fr', value: '990000001' },
  ],
  name: 'CABINET',
});
const role = (more: object = {}) => ({
  resourceType: 'PractitionerRole',
  id: 'r1',
  active: true,
  practitioner: { reference: 'Practitioner/p1' },
  organization: { reference: 'Organization/o1' },
  ...more,
});
const ndjson = (name: string, ...resources: readonly object[]): Promise<string> =>
  write(name, resources.map((one) => JSON.stringify(one)).join('\n'));

describe("loading the national directory's FHIR", () => {
  test('resolves references whatever the order of the resources, in NDJSON, gzip and Bundles', async () => {
    const { ask } = attestation('enforce');
    await loadFiles([await ndjson('all.ndjson.gz', role(), organization(), practitioner())], options());
    expect(await ask(doctor())).toBe('ok');
    const bundle = {
      resourceType: 'Bundle',
      entry: [role(), practitioner(), organization()].map((resource) => ({ resource })),
    };
    const report = await loadFiles([await write('bundle.json', JSON.stringify(bundle))], options());
    expect(report).toMatchObject({ outcome: 'loaded', changed: 0, unresolved: 0 });
  });

  test('says what is wrong, and counts roles that name nobody', async () => {
    const path = await ndjson('wrong.ndjson', { resourceType: 'Practitioner', id: 'x' }, role(), {
      resourceType: 'Practitioner',
      identifier: 5,
    });
    await appendFile(path, '\n{oops\n["a"]\n');
    expect(await loadFiles([path], options())).toMatchObject({ changed: 0, unresolved: 1, faultCount: 4 });
  });
});

describe('the check of callers', () => {
  const load = async (...resources: readonly object[]) =>
    loadFiles([await ndjson(`${Math.random()}.ndjson`, ...resources)], options());

  test('refuses whom the directory does not know as they say', async () => {
    await load(practitioner(), organization(), role());
    const { ask } = attestation('enforce');
    expect(await ask(doctor())).toBe('ok');
    expect(await ask(doctor({ nationalId: '899700000009' }))).toBe('professional-not-active');
    expect(await ask(doctor({ organization: { id: '1990000009', name: 'X' } }))).toBe('structure-not-active');
    expect(await ask(doctor({ profession: '60' }))).toBe('profession-not-held');
    expect(await ask(doctor({ specialty: 'SM04' }))).toBe('profession-not-held');
    const { nationalId, profession, ...caller } = doctor();
    expect(await ask({ ...caller, kind: 'organization', organization: { id: '1990000001', name: 'X' } })).toBe('ok');
    expect(await ask({ ...caller, kind: 'staff', staffId: 's', organization: { id: '2', name: 'X' } })).toBe(
      'structure-not-active',
    );
    expect(await ask({ ...caller, kind: 'patient', personId: 'p' })).toBe('ok');
    expect([nationalId, profession]).toEqual(['899700000001', '10']);
  });

  test.each([
    ['struck off', [practitioner(false)], 'professional-not-active'],
    ['a structure that closes', [organization(false)], 'structure-not-active'],
    ['a situation that ends', [role({ active: false })], 'professional-structure-not-linked'],
    [
      'a situation whose last day was yesterday',
      [role({ period: { end: '2026-11-22' } })],
      'professional-structure-not-linked',
    ],
  ] as const)('is refused by who remembered otherwise: %s', async (_, change, code) => {
    await load(practitioner(), organization(), role());
    const { ask } = attestation('enforce');
    expect(await ask(doctor())).toBe('ok');
    await load(...change);
    await expect.poll(() => ask(doctor())).toBe(code);
    await load(practitioner(), organization(), role());
    await expect.poll(() => ask(doctor())).toBe('ok');
  });

  test('asks the database once for each caller until something changes', async () => {
    await load(practitioner(), organization(), role());
    let asked = 0;
    const pool = Object.assign(Object.create(database.pool), {
      query: (config: unknown, ...more: unknown[]) => {
        if (typeof config === 'object') asked += 1;
        return (database.pool.query as (...all: unknown[]) => unknown)(config, ...more);
      },
    });
    const { ask } = attestation('enforce', { pool, pollMs: 5_000 });
    await expect
      .poll(async () => [await ask(doctor()), await ask(doctor()), asked])
      .toEqual(['ok', 'ok', expect.any(Number)]);
    const before = asked;
    for (let i = 0; i < 50; i += 1) expect(await ask(doctor())).toBe('ok');
    expect(asked).toBe(before);
  });

  test('says nothing while nothing was loaded, unless told to; warns; is off', async () => {
    const { ask } = attestation('when-loaded');
    expect(await ask(doctor())).toBe('ok');
    expect(await attestation('enforce').ask(doctor())).toBe('professional-not-active');
    const warning = attestation('warn');
    expect(await warning.ask(doctor())).toBe('ok');
    expect(warning.doubts).toEqual(['professional-not-active']);
    expect(await attestation('off').ask(doctor())).toBe('ok');
    await load(organization());
    await expect.poll(() => ask(doctor())).toBe('professional-not-active');
  });
});

describe('a load that does not go to its end', () => {
  const items = async function* (until: number, of: number): AsyncGenerator<SourceItem> {
    for (let i = 0; i < of; i += 1) {
      if (i === until) throw new Error('the wire was cut');
      const key = `1${String(i).padStart(9, '0')}`;
      yield {
        entries: [{ kind: 'organization', key, active: true, aliases: [], facts: { name: key } }],
        place: `${i}`,
      };
    }
  };

  test('goes on where it was, ends nobody before, and two at once are one', async () => {
    const more = { ...options({ whole: true, batch: 10 }), fingerprint: 'cut' };
    await expect(loadDirectory(items(35, 50), more)).rejects.toThrow('the wire was cut');
    const count = async () => (await database.pool.query(`select from directory.entry where active`)).rowCount;
    expect(await count()).toBe(30);
    expect(await loadDirectory(items(50, 50), more)).toMatchObject({ outcome: 'loaded', changed: 20, ended: 0 });
    expect(await count()).toBe(50);
    const again = { ...more, fingerprint: 'twice' };
    const outcomes = (
      await Promise.all([loadDirectory(items(50, 50), again), loadDirectory(items(50, 50), again)])
    ).map(({ outcome }) => outcome);
    expect(outcomes).toContain('loaded');
    expect(outcomes.filter((outcome) => outcome === 'loaded')).toHaveLength(1);
    expect((await database.pool.query(`select from directory.seen`)).rowCount).toBe(0);
  });
});

test('takes the extract from an http address, and says when it cannot', async () => {
  const lines = `${HEAD}\n${lineOf({ id: '899700000001' })}\n`;
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/ps.txt' ? 200 : 404;
    response.end(lines);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const source = { pool: database.pool, clock, endLimitPercent: 5 };
  try {
    expect((await refreshDirectory(`${base}/ps.txt`, source)).outcome).toBe('loaded');
    expect((await refreshDirectory(`${base}/ps.txt`, source)).outcome).toBe('unchanged');
    await expect(refreshDirectory(`${base}/gone.txt`, source)).rejects.toThrow('answers 404');
    await expect(refreshDirectory(`${base}/ps.zip`, source)).rejects.toThrow('does not end in the name');
  } finally {
    server.close();
  }
});
