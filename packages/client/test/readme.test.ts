// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { clientHouse } from './testing.ts';

const EXAMPLE = join(import.meta.dirname, 'example.ts');

/** Runs the example as a publisher would, in a process of its own. */
const run = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE], {
    env: { PATH: process.env.PATH, ...env },
  });
  return stdout.trim().split('\n');
};

test('the example of the README is the one that runs', async () => {
  const example = (await readFile(EXAMPLE, 'utf8')).replace(/^\/\/ SPDX.*\n/, '');
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('the example shares, finds, retrieves, is refused, and proves', async () => {
  const house = await clientHouse();
  try {
    const env = { DOSSIER_URL: house.house.baseUrl, TOKEN: await house.house.token('gp') };
    const first = await run(env);
    expect(first.slice(0, 4)).toEqual([
      'open: true, authorisation: valid',
      expect.stringMatching(/^shared: [0-9a-f-]{36}, before: false$/),
      'Compte rendu de consultation: 34 bytes of text/plain',
      'refused: document-unknown, No such document.',
    ]);
    await house.seal();
    const again = await run(env);
    expect(again[1]).toBe(first[1]?.replace('false', 'true'));
    expect(again).toContainEqual(expect.stringMatching(/ shared, proven: true$/));
  } finally {
    await house.house.stop();
  }
});
