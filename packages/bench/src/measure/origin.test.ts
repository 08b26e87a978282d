// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readOrigin } from './origin.ts';

test('a run names its commit and how it was called', async () => {
  expect(await readOrigin([])).toMatchObject({ script: 'npm run bench' });
  const { commit, script } = await readOrigin(['soak', '--minutes', '2']);
  expect(script).toBe('npm run bench -- soak --minutes 2');
  const alter = await readOrigin(['growth', '--schema-change', 'alter table x']);
  expect(alter.script).toBe("npm run bench -- growth --schema-change 'alter table x'");
  expect(commit).not.toBe('');
});
