// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoTokenTrust, issueToken } from '../../src/demo/index.ts';
import { freePort, type Running, startDossier } from '../process.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const shell = promisify(execFile);

/** The blocks of the README that call the server, in their order. */
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)]
  .map(([, block = '']) => block)
  .filter((block) => block.includes('curl'));

let home = '';
let port = 0;
let demo: Running;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-readme-'));
  port = await freePort();
  demo = startDossier(['demo'], { env: { ...(await demoTokenTrust(home)), DOSSIER_HOME: home, PORT: String(port) } });
  await demo.said('Ctrl-C');
});
afterAll(async () => {
  await demo.kill('SIGTERM');
  await rm(home, { recursive: true, force: true });
});

/** Pastes a block into a shell in the project's folder; only the port is another. */
const paste = async (block: string): Promise<string> => {
  const { stdout } = await shell('bash', ['-euc', block.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)], {
    cwd: root,
    env: { ...process.env, DOSSIER_HOME: home, PORT: String(port) },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

/** The answers of several commands, one after the other. */
const bundles = (text: string): readonly { readonly total: number }[] =>
  text.split(/(?<=\})(?=\{"resourceType":"Bundle")/).map((one) => JSON.parse(one));

it('answers every curl line of the README as it says', async () => {
  expect(blocks).toHaveLength(4);
  const [find = '', inside = '', share = '', read = ''] = blocks;
  expect(JSON.parse(await paste(find))).toMatchObject({ resourceType: 'Bundle', total: expect.any(Number) });
  // what the demo shared at its start is read while it answers
  await expect
    .poll(async () => bundles(await paste(inside)).map(({ total }) => total > 0), { timeout: 60_000, interval: 1000 })
    .toEqual([true, true]);
  expect(JSON.parse(await paste(share))).toMatchObject({ resourceType: 'DocumentReference', status: 'current' });
  const [documents, accesses] = bundles(await paste(read));
  expect(JSON.stringify(documents)).toContain('urn:oid:1.2.250.1.999.1.1');
  expect(JSON.stringify(accesses)).toContain('899700218896');
});

it('takes the decision that docs/fhir.md shows, and lets the physician in', async () => {
  const [, consent = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/fhir.md'), 'utf8')) ?? [];
  const base = `http://127.0.0.1:${port}/fhir`;
  const ins = 'urn:oid:1.2.250.1.213.1.4.10|277076322082910';
  const search = `${base}/DocumentReference?patient.identifier=${encodeURIComponent(ins)}&status=current`;
  const asked = async (who: string) => ({ authorization: `Bearer ${await issueToken(home, who)}` });
  expect((await fetch(search, { headers: await asked('gp') })).status).toBe(403);
  const headers = { ...(await asked('adele')), 'content-type': 'application/fhir+json' };
  const recorded = await fetch(`${base}/Consent`, { method: 'POST', headers, body: consent });
  expect(recorded.status, await recorded.text()).toBe(201);
  expect((await fetch(search, { headers: await asked('gp') })).status).toBe(200);
});
