#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Dossier is TypeScript that Node runs as it is, which takes Node 22.18 or newer. Under an older one this file finds the
// Node that the project carries (see docs/decisions/0001-node-carried.md) and goes on in it. Plain JavaScript for Node 20.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const runsTypeScript = major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

const carriedNode = () => {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
};

const goOnIn = (node) => {
  // The channel tells the child when we are killed, so that it does not stay behind alone.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`The Node at ${node} cannot be started: ${error.message}.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
};

/** Compiled once, then found again: by this process and, through the environment, by the workers that it starts. */
const keepCompiled = () => {
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../../node_modules/.cache/dossier');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
};

if (runsTypeScript) {
  keepCompiled();
  const { main } = await import('../src/main.ts');
  await main(process.argv.slice(2));
} else {
  const node = carriedNode();
  if (node) goOnIn(node);
  else {
    console.error(
      `Dossier needs Node 22.18 or newer; this is ${process.versions.node}, and the installation carries none for ${process.platform}-${process.arch}. Run npm install, or install a newer Node.`,
    );
    process.exitCode = 1;
  }
}
