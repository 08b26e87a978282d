// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import { familyOf, type ProcessTable, readProcesses } from '../measure/processes.ts';

/** What the server and its database have used until now: times say less than these on a machine that others use too. */
export interface Usage {
  /** CPU time of the server's processes and of the database's. */
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  /** Pages of 8 KiB that the database asked for, and those of them that its shared buffers did not hold. */
  readonly pages: number;
  readonly pagesRead: number;
}

/** CPU time of a process and of all below it that are alive. */
const cpuMsOfTree = (all: ProcessTable, root: number): number =>
  familyOf(root, all).reduce((sum, { cpuSeconds }) => sum + cpuSeconds * 1000, 0);

/** Of a server and of the database that the pool reaches. Reads from /proc: on Linux only. */
export const usageOf = async (pool: Pool, serverPid: number): Promise<Usage> => {
  const { rows } = await pool.query<{ backend: number; hit: number; read: number }>(
    `select pg_stat_force_next_flush(), pg_backend_pid() as backend, blks_hit as hit, blks_read as read
    from pg_stat_database where datname = current_database()`,
  );
  const { backend = 0, hit = 0, read = 0 } = rows[0] ?? {};
  const all = await readProcesses();
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
