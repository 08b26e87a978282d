// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import type { Pool } from 'pg';

/** What the server and its database have used until now: times say less than these on a machine that others use too. */
export interface Usage {
  /** CPU time of the server's processes and of the database's. */
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  /** Pages of 8 KiB that the database asked for, and those of them that its shared buffers did not hold. */
  readonly pages: number;
  readonly pagesRead: number;
}

interface ProcessTimes {
  readonly parent: number;
  readonly cpuMs: number;
}

/** Kernel ticks are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Fields after the name, which may hold spaces (proc_pid_stat(5)): state, parent, …; user and system time are 14, 15. */
const timesOf = (stat: string): ProcessTimes => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
};

const processes = async (): Promise<ReadonlyMap<number, ProcessTimes>> => {
  const found = new Map<number, ProcessTimes>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
    if (stat !== undefined) found.set(Number(name), timesOf(stat));
  }
  return found;
};

/** CPU time of a process and of all below it that are alive. */
const cpuMsOfTree = (all: ReadonlyMap<number, ProcessTimes>, root: number): number => {
  let cpuMs = all.get(root)?.cpuMs ?? 0;
  for (const [pid, { parent }] of all) if (parent === root) cpuMs += cpuMsOfTree(all, pid);
  return cpuMs;
};

/** Of a server and of the database that the pool reaches. Reads from /proc: on Linux only. */
export const usageOf = async (pool: Pool, serverPid: number): Promise<Usage> => {
  const { rows } = await pool.query<{ backend: number; hit: number; read: number }>(
    `select pg_stat_force_next_flush(), pg_backend_pid() as backend, blks_hit as hit, blks_read as read
    from pg_stat_database where datname = current_database()`,
  );
  const { backend = 0, hit = 0, read = 0 } = rows[0] ?? {};
  const all = await processes();
  return {
    serverCpuMs: cpuMsOfTree(all, serverPid),
    // Every connection is a child of the postmaster.
    databaseCpuMs: cpuMsOfTree(all, all.get(backend)?.parent ?? backend),
    pages: hit + read,
    pagesRead: read,
  };
};

export const used = (before: Usage, after: Usage): Usage => ({
  serverCpuMs: after.serverCpuMs - before.serverCpuMs,
  databaseCpuMs: after.databaseCpuMs - before.databaseCpuMs,
  pages: after.pages - before.pages,
  pagesRead: after.pagesRead - before.pagesRead,
});
