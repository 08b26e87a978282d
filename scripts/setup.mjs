// SPDX-License-Identifier: Apache-2.0
// Installs the dependencies when they are missing or are not those of package-lock.json, and builds the pages of the portals
// when they have changed. Runs before `npm start` and `npm test`, on Node 20 and without dependencies. The embedded
// PostgreSQL completes its own installation when it starts.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.dossier-setup');
/** Written by npm itself at the end of an installation. */
const installed = join(root, 'node_modules', '.package-lock.json');

const MINIMUM = [20, 19];
const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');

const isComplete = () => {
  if (!existsSync(installed)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  // Installed by hand after the lock was written.
  return statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
};

const run = (command, args, options = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done({ code: 1, output: error.message }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });

const portal = join(root, 'packages', 'portal');
const built = join(portal, 'dist', '.built');

/** Of everything from which the pages are made. */
const portalHash = () => {
  const hash = createHash('sha256').update(wanted);
  const files = readdirSync(join(portal, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const file of [...files.sort(), join(portal, 'index.html'), join(portal, 'vite.config.ts')])
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

const buildPortal = async () => {
  const hash = portalHash();
  if (existsSync(built) && readFileSync(built, 'utf8') === hash) return;
  const startedAt = Date.now();
  process.stdout.write('Building the pages of the portals (only when they change) … ');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await run(process.execPath, [vite, 'build', portal]);
  if (code === 0) {
    console.log(`${Math.round((Date.now() - startedAt) / 1000)} s`);
    writeFileSync(built, hash);
  } else {
    console.log(`failed\n${output}`);
    process.exitCode = code;
  }
};

const install = () => {
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  // Not `npm ci`: it refuses a lock that lacks an optional package for another platform, and registries do not hold
  // all of those. This installs what the lock says, checks its hashes, and leaves the lock as it is.
  const args = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  return run(command, [...first, ...args], { shell: !npm && process.platform === 'win32' });
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  console.error(`Dossier needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}.`);
  process.exitCode = 1;
} else if (!isComplete()) {
  const startedAt = Date.now();
  process.stdout.write('Installing dependencies (only when they change) … ');
  const { code, output } = await install();
  if (code === 0) {
    console.log(`${Math.round((Date.now() - startedAt) / 1000)} s`);
    writeFileSync(stamp, wanted);
  } else {
    console.log(`failed\n${output}`);
    console.error('npm install failed; the reason stands above. It needs the package registry, or a filled npm cache.');
    process.exitCode = code;
  }
}
if (process.exitCode === undefined) await buildPortal();
