// SPDX-License-Identifier: Apache-2.0
// Runs the static checks and the test suite. The last line says how many passed and failed; each static check counts as
// one. Arguments go on to vitest: `npm test -- packages/core`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';

const CHECKS = [
  ['lint', 'biome', ['check', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the portal', 'tsc', ['-p', 'packages/portal']],
  ['rooms', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'packages']],
  ['unused', 'knip', []],
];

const run = (tool, args, stdio) =>
  new Promise((done) => {
    const child = spawn(join(bin, windows ? `${tool}.cmd` : tool), args, {
      cwd: root,
      // The Node that the project carries lies there.
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
      stdio,
      shell: windows,
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done({ code: 1, output: error.message }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });

const runChecks = async () => {
  const count = { passed: 0, failed: 0 };
  for (const [name, tool, args] of CHECKS) {
    const startedAt = Date.now();
    const { code, output } = await run(tool, args, ['ignore', 'pipe', 'pipe']);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    if (code !== 0) console.log(output.trim());
    console.log(`${name}: ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)`);
    count[code === 0 ? 'passed' : 'failed']++;
  }
  return count;
};

const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** A file that could not be loaded has no test that failed; it counts as one. */
const brokenFiles = (report) =>
  report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  });

const SKIPPED = new Set(['pending', 'skipped', 'todo', 'disabled']);

/** A suite of which every test was skipped by its name, else the single tests. */
const skippedNames = (report) => {
  const names = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => SKIPPED.has(status))
      .map(({ ancestorTitles: [suite], fullName }) => {
        const whole = assertionResults.every((test) => test.ancestorTitles[0] !== suite || SKIPPED.has(test.status));
        return `${relative(root, name)}: ${suite !== undefined && whole ? suite : fullName}`;
      }),
  );
  return [...new Set(names)];
};

const runSuite = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-report-'));
  const path = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
  const asked = process.argv.slice(2);
  // Part of the suite cannot cover what the whole suite must cover.
  const whole = asked.length === 0 ? ['--coverage'] : [];
  const { code } = await run('vitest', ['run', ...reporters, ...whole, ...asked], 'inherit');
  const report = readReport(path);
  rmSync(folder, { recursive: true });
  if (!report) return { passed: 0, failed: 1, skipped: 0, names: [] };
  const failed = report.numFailedTests + brokenFiles(report).length;
  return {
    passed: report.numPassedTests,
    // vitest also fails for an error outside any test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    names: skippedNames(report),
  };
};

const checks = await runChecks();
const suite = await runSuite();
const failed = checks.failed + suite.failed;
for (const name of suite.names) console.log(`skipped: ${name}`);
const skipped = suite.skipped === 0 ? '' : `, ${suite.skipped} skipped`;
console.log(`${checks.passed + suite.passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 ? 0 : 1;
