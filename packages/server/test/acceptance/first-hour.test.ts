// SPDX-License-Identifier: Apache-2.0
// The commands of docs/first-hour.md, against a demo that was started as a publisher starts it.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort, startDossier } from '../process.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const there = spawnSync('bash', ['-c', 'command -v curl']).status === 0;

test.skipIf(!there)('the commands of the first hour do what the page says', { timeout: 120_000 }, async () => {
  const page = await readFile(join(ROOT, 'docs/first-hour.md'), 'utf8');
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(4);
  const home = await mkdtemp(join(tmpdir(), 'dossier-hour-'));
  const port = await freePort();
  const env = { DOSSIER_HOME: home, PORT: String(port), DOSSIER_WORKERS: '1' };
  const demo = startDossier(['demo'], { env });
  try {
    await demo.said('Ctrl-C');
    const npx = `npx() { shift; "${process.execPath}" "${join(ROOT, 'packages/server/bin/dossier.mjs')}" "$@"; }\n`;
    const script = npx + blocks.map((block) => `${block}\necho =====\n`).join('');
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-euc', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env, BASE: `http://127.0.0.1:${port}` },
    });
    expect(status, stderr).toBe(0);
    const [exists, declared, found, fhir] = stdout.split('=====\n');
    expect(exists).toContain('<queryResponseCode code="OK"/>');
    expect(exists).toContain('code="VALIDE"');
    expect(declared).toContain('DMPOk');
    expect(found).toContain('ObjectRef');
    expect(fhir).toContain('"resourceType":"Bundle"');
  } finally {
    await demo.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  }
});
