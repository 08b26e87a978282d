// SPDX-License-Identifier: Apache-2.0
// The long form of the kill suite, which `npm test` runs with three kills each: `npm run test:kill [kills]`, 50 of a
// worker and 50 of the database unless another number is given. 50 of each take about twelve minutes.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const [kills = '50'] = process.argv.slice(2);

const startedAt = Date.now();
const child = spawn(
  join(bin, windows ? 'vitest.cmd' : 'vitest'),
  ['run', 'packages/server/test/acceptance/kill.test.ts'],
  {
    cwd: root,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, KILLS: kills },
    stdio: 'inherit',
    shell: windows,
  },
);
child.on('close', (code) => {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(
    `${kills} kills of a worker, ${kills} of the database: ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)`,
  );
  process.exitCode = code ?? 1;
});
