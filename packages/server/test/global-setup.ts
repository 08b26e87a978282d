// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { identify, removeEmbedded } from '../src/store/postgres/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Home of the one cluster of this run; the first test that needs a database starts it. */
    clusterHome: string;
  }
}

const PREFIX = 'dossier-test-';

const remove = async (home: string): Promise<void> => {
  await removeEmbedded(home, { force: true });
  await rm(home, { recursive: true, force: true });
};

/** Clusters of earlier runs that were killed before they could clean up. */
const removeLeftovers = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^dossier-test-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && (await identify(Number(pid))) === undefined) {
      // Another run may be cleaning the same folder, or it may be another user's.
      await remove(join(tmpdir(), name)).catch(() => undefined);
    }
  }
};

export default async (project: TestProject): Promise<() => Promise<void>> => {
  await removeLeftovers();
  const home = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // mkdtemp makes it 0700, and the account that runs PostgreSQL must pass through.
  await chmod(home, 0o711);
  project.provide('clusterHome', home);
  return () => remove(home);
};
