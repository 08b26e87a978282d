// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hydrateLinks } from './binaries.ts';

test('makes the links that the package lists, and does so twice', async () => {
  const native = await mkdtemp(join(tmpdir(), 'dossier-native-'));
  await mkdir(join(native, 'lib'));
  await writeFile(join(native, 'lib', 'libpq.so.5.18'), '');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  expect(await hydrateLinks(native)).toBe(true);
  expect(await readlink(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  expect(await hydrateLinks(native)).toBe(true);
  expect(await readdir(join(native, 'lib'))).toEqual(['libpq.so.5', 'libpq.so.5.18']);
  await rm(native, { recursive: true });
});

test('says when the links cannot be made', async () => {
  const native = await mkdtemp(join(tmpdir(), 'dossier-native-'));
  await writeFile(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/a.1', target: 'native/lib/a' }]),
  );
  expect(await hydrateLinks(native)).toBe(false);
  await rm(native, { recursive: true });
});
