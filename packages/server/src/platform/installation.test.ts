// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartError } from '../start-error.ts';
import { openInstallation, readInstallation } from './installation.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dossier-installation-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('is made once and stays what it is', async () => {
  const home = join(folder, 'home');
  expect(await readInstallation(home)).toBeUndefined();
  const made = await Promise.all([openInstallation(home, 'demo'), openInstallation(home, 'demo')]);
  expect(made[0]).toEqual(made[1]);
  expect(made[0].repositoryUniqueId).toMatch(/^2\.25\.\d{20,39}$/);
  expect(await readInstallation(home)).toEqual(made[0]);
  expect((await stat(join(home, 'installation.json'))).mode & 0o777).toBe(0o600);
});

test('a demo does not become production', async () => {
  await openInstallation(folder, 'demo');
  const again = openInstallation(folder, 'production');
  await expect(again).rejects.toThrow(/was begun as demo, and this is a start as production/);
  await expect(again).rejects.toBeInstanceOf(StartError);
});
