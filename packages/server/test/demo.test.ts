// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueToken } from '../src/demo/index.ts';
import { removeEmbedded, runningUrl } from '../src/store/postgres/index.ts';
import { type Running, runDossier, startDossier } from './process.ts';

const READY = 'Ctrl-C stops everything';

let folder: string;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-demo-'));
  // Run by root, PostgreSQL is another account, which must pass through.
  await chmod(folder, 0o711);
  home = join(folder, 'home');
  env = { DOSSIER_HOME: home };
});
afterAll(async () => {
  await removeEmbedded(home, { force: true });
  await rm(folder, { recursive: true, force: true });
});

const addressIn = (text: string): string => /FHIR +(\S+)/.exec(text)?.[1] ?? '';

const countDocuments = async (fhir: string): Promise<number> => {
  const token = (await runDossier(['token', 'gp'], { env })).out.trim();
  const query = 'patient.identifier=urn:oid:1.2.250.1.213.1.4.10|279035121518989&status=current&_count=1';
  const response = await fetch(`${fhir}/DocumentReference?${query}`, { headers: { authorization: `Bearer ${token}` } });
  // What a key in the home signs by itself is no token of the demo's any more.
  const forged = await fetch(`${fhir}/DocumentReference?${query}`, {
    headers: { authorization: `Bearer ${await issueToken(home, 'gp')}` },
  });
  expect(forged.status).toBe(401);
  return ((await response.json()) as { total: number }).total;
};

describe('the demo', () => {
  let demo: Running;
  let documents: number;

  test('starts from nothing, says what to open, and has a population', async () => {
    demo = startDossier(['demo', '--port', '0'], { env });
    const said = await demo.said(READY);
    expect(said).toMatch(/PostgreSQL started +\d+\.\d s/);
    expect(said).toMatch(/population loaded: \d+ records, \d+ documents/);
    for (const persona of ['dominique', 'gp', 'stranger', 'support'])
      expect(said).toMatch(new RegExp(`^ {2}${persona} `, 'm'));
    documents = await countDocuments(addressIn(said));
    expect(documents).toBeGreaterThan(20);
  });

  test('lets other verbs in while it runs', async () => {
    const [url, journal, doctor] = await Promise.all([
      runDossier(['database-url'], { env }),
      runDossier(['journal', 'verify'], { env }),
      runDossier(['doctor'], { env }),
    ]);
    expect(url.out).toMatch(/^postgres:\/\/dossier:\S+@127\.0\.0\.1:\d+\/dossier\n$/);
    expect(journal).toMatchObject({ code: 0, out: expect.stringMatching(/^Green: \d+ entries/m) });
    expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining('the keys open its records') });
  });

  test('does not let go of the data under it', async () => {
    const fresh = await runDossier(['demo', '--fresh'], { env });
    expect(fresh).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^A running Dossier \(process \d+\) uses the database/),
    });
  });

  test('killed, it is taken up again, with everything', async () => {
    await demo.kill('SIGKILL');
    demo = startDossier(['demo', '--port', '0'], { env });
    const said = await demo.said(READY);
    expect(said).toContain('population is there');
    expect(await countDocuments(addressIn(said))).toBe(documents);
  });

  test('Ctrl-C stops everything, and says nothing bad', async () => {
    expect(await demo.kill('SIGINT')).toMatchObject({ code: 0, err: '' });
    expect(await runningUrl(home)).toBeUndefined();
  });

  test('keys rotate under stopped and started data', async () => {
    const rotated = await runDossier(['keys', 'rotate'], { env });
    expect(rotated.out).toMatch(/^The key-encryption key is now version 2; \d\d record keys were wrapped anew\./);
    expect(await runningUrl(home)).toBeUndefined();
  });

  test('a person gets another INS, once', async () => {
    const change = (from: string, to: string) => runDossier(['ins', 'change', from, to], { env });
    const [former, next] = ['1.2.250.1.213.1.4.10|277076322082910', '1.2.250.1.213.1.4.10|277076322082812'];
    expect(await change(former, next)).toMatchObject({ code: 0, out: expect.stringMatching(/^Both numbers lead to/) });
    expect(await change(former, next)).toMatchObject({ code: 1, out: expect.stringContaining('exists already') });
    expect(await change('x', next)).toMatchObject({ code: 1, err: expect.stringContaining('is not an INS') });
  });

  test('started by npm, it stops when npm is gone', async () => {
    const bin = join(import.meta.dirname, '../bin/dossier.mjs');
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${bin}" demo --port 0; true`], {
      env: { PATH: process.env.PATH, ...env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    for await (const chunk of shell.stdout) {
      said += chunk;
      if (said.includes(READY)) break;
    }
    expect(await runningUrl(home)).toBeDefined();
    shell.kill('SIGKILL');
    while ((await runningUrl(home)) !== undefined) await setTimeout(100);
  });

  test('--fresh forgets it', async () => {
    demo = startDossier(['demo', '--fresh', '--port', '0'], { env });
    const said = await demo.said(READY);
    expect(said).toMatch(/earlier demo forgotten[\s\S]*population loaded/);
    const kek = JSON.parse(await readFile(join(home, 'keys', 'kek.json'), 'utf8')) as { current: number };
    expect(kek.current).toBe(1);
    expect(await demo.kill('SIGTERM')).toMatchObject({ code: 0, err: '' });
  });

  test('does not become production', async () => {
    const keys = { DOSSIER_TOKEN_ISSUER: 'i', DOSSIER_TOKEN_AUDIENCE: 'a', DOSSIER_TOKEN_KEYS: 'k' };
    const served = await runDossier(['serve'], { env: { ...env, ...keys } });
    expect(served).toMatchObject({ code: 1, err: expect.stringContaining('was begun as demo') });
  });
});

test('production serves those whom the named issuer vouches for, and logs JSON lines without an address', async () => {
  const production = join(folder, 'production');
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = join(folder, 'keys.json');
  await writeFile(keys, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256' }] }));
  const server = startDossier(['serve'], {
    env: {
      PORT: '0',
      DOSSIER_HOME: production,
      DOSSIER_TOKEN_ISSUER: 'https://issuer.example',
      DOSSIER_TOKEN_AUDIENCE: 'dossier',
      DOSSIER_TOKEN_KEYS: keys,
    },
  });
  try {
    const address = /"address":"(http:[^"]+)"/.exec(await server.said('"msg":"serving"'))?.[1];
    const ask = (token: string) =>
      fetch(`${address}/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|279035121518989`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const demoToken = await new SignJWT({ sub: 'ps:1' })
      .setProtectedHeader({ alg: 'ES256', kid: '1', typ: 'at+jwt' })
      .setIssuer('urn:dossier:demo')
      .setAudience('urn:dossier:demo:api')
      .setExpirationTime('1h')
      .sign(privateKey);
    expect((await ask(demoToken)).status).toBe(401);
    expect((await runDossier(['token', 'gp'], { env: { DOSSIER_HOME: production } })).err).toMatch(
      /^dossier token is for the demo; this installation is production/,
    );
    expect(await readdir(join(production, 'keys'))).not.toContain('demo-token.json');
  } finally {
    const ended = await server.kill('SIGTERM');
    await removeEmbedded(production, { force: true });
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('"route":"/fhir/Patient"');
    expect(ended.out).not.toContain('279035121518989');
    for (const line of ended.out.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  }
});
