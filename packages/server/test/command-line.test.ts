// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Run, type RunOptions, runDossier } from './process.ts';

/** Makes dossier.mjs believe that it runs under Node 20. */
const AS_NODE_20 =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-cli-'));
});
afterAll(() => rm(home, { recursive: true }));

const dossier = (args: readonly string[], { env = {}, ...more }: RunOptions = {}): Promise<Run> =>
  runDossier(args, { ...more, env: { DOSSIER_HOME: home, ...env } });

const olderNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && /^v(20|21)\./.test(execFileSync(path, ['--version'], { encoding: 'utf8' })));

describe('verbs', () => {
  test('help lists them, and so does nothing at all', async () => {
    const [help, nothing] = await Promise.all([dossier(['help']), dossier([])]);
    expect(help.code).toBe(0);
    for (const verb of [
      'demo',
      'serve',
      'migrate',
      'token',
      'database-url',
      'import',
      'journal',
      'keys',
      'clients',
      'doctor',
    ]) {
      expect(help.out).toMatch(new RegExp(`^  ${verb}\\b`, 'm'));
    }
    expect(nothing).toMatchObject({ code: 0, out: help.out });
  });

  test.each([
    [['sevre'], /^Unknown command 'sevre'\. Did you mean serve\? "dossier help" lists the verbs\.\n$/],
    [['token'], /^Missing required argument 'persona'\. /],
    [['token', 'gp', '--bogus'], /^Unknown option '--bogus'\. /],
    [['demo', '--port', 'x'], /'x' is invalid\. It must be a number up to 65535\. /],
    [['demo', 'now'], /^Too many arguments/],
    [['import'], /^Missing required argument 'paths'/],
  ])('%j is not understood: a sentence and exit code 2', async (args, sentence) => {
    expect(await dossier(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });

  test.each([
    [['token', 'gp'], {}, /^Nothing was ever started in /],
    [['database-url'], {}, /^Nothing was ever started in /],
    [['journal', 'verify'], {}, /^Nothing was ever started in /],
    [['keys', 'rotate'], {}, /^Nothing was ever started in /],
    [
      ['doctor'],
      { DOSSIER_HOMME: 'x' },
      /^The environment variable DOSSIER_HOMME is not known; do you mean DOSSIER_HOME\?\n$/,
    ],
    [['serve'], { DOSSIER_ENVIRONMENT: 'demo' }, /^dossier serve is for production, and DOSSIER_ENVIRONMENT says demo/],
    [
      ['demo'],
      { DOSSIER_ENVIRONMENT: 'production' },
      /^dossier demo runs a demo, and DOSSIER_ENVIRONMENT says production/,
    ],
    [['demo', '--fresh'], { DATABASE_URL: 'postgres://127.0.0.1/x' }, /^--fresh deletes the embedded database only/],
    [
      ['migrate'],
      { DATABASE_URL: 'postgres://127.0.0.1:1/x' },
      /^The database of DATABASE_URL cannot be reached: .*ECONNREFUSED/,
    ],
  ])('%j with %j is refused: a sentence and exit code 1', async (args, env, sentence) => {
    const run = await dossier(args, { env: { DOSSIER_HOME: join(home, 'none'), ...env } });
    expect(run.err).toMatch(sentence);
    expect(run).toMatchObject({ code: 1 });
    expect(run.err).not.toMatch(/\n\s+at /);
  });

  test('doctor says what it finds', async () => {
    const { code, out } = await dossier(['doctor']);
    expect(out).toMatch(/^ok {3}Node \d+/m);
    expect(out).toMatch(/^ok {3}The embedded PostgreSQL is installed/m);
    expect(out).toMatch(/^ok {3}The home is /m);
    expect(code).toBe(0);
    const unmade = await dossier(['doctor'], { env: { DOSSIER_HOME: join(home, 'not', 'made', 'yet') } });
    expect(unmade).toMatchObject({ code: 0, out: expect.stringMatching(/^ok {3}The home is .*yet, with /m) });
    const down = await dossier(['doctor'], { env: { DATABASE_URL: 'postgres://127.0.0.1:1/x' } });
    expect(down.out).toMatch(/^BAD {2}The database does not answer: .*ECONNREFUSED/m);
    expect(down.code).toBe(1);
  });
});

describe('under a Node that does not run TypeScript', () => {
  test('it goes on in the Node that the project carries, with arguments and exit code', async () => {
    const [done, wrong] = await Promise.all([
      dossier(['help'], { flags: ['--import', AS_NODE_20] }),
      dossier(['nonsense'], { flags: ['--import', AS_NODE_20] }),
    ]);
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('Usage: dossier') });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("Unknown command 'nonsense'") });
  });

  test.skipIf(olderNode === undefined)('a real Node 20 does so too (skipped where there is none)', async () => {
    expect(await dossier(['doctor'], { node: olderNode })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Node (2[2-9]|[3-9]\d)\./),
    });
  });
});
