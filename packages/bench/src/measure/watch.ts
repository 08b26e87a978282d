// SPDX-License-Identifier: Apache-2.0
import { familyOf, type ProcessTable, readProcesses } from './processes.ts';

/** The processes of a run, by what they do. */
export interface Cast {
  readonly leader: number;
  /** The first process of the database. */
  readonly postmaster: number;
  readonly load: number;
  /** Of the floors, where they are measured: the driver of the database, the bare HTTP server. */
  readonly floors?: number;
}

/** What one role used during a round. */
export interface Usage {
  readonly role: string;
  /** Seconds on a core. */
  readonly cpuSeconds: number;
  /** Bytes at the end of the round. */
  readonly memory: number;
}

/** What all of them have used until now, by role. */
export type Reading = ReadonlyMap<string, Omit<Usage, 'role'>>;

/** Workers are numbered in the order of their processes. */
const readServer = (leader: number, table: ProcessTable): readonly Usage[] => {
  const [own, ...workers] = familyOf(leader, table).filter(({ pid, parent }) => pid === leader || parent === leader);
  if (own === undefined) return [];
  const inOrder = workers.toSorted((a, b) => a.pid - b.pid);
  return [
    { role: inOrder.length === 0 ? 'server' : 'leader', cpuSeconds: own.cpuSeconds, memory: own.resident },
    ...inOrder.map((worker, index) => ({
      role: `worker ${index + 1}`,
      cpuSeconds: worker.cpuSeconds,
      memory: worker.resident,
    })),
  ];
};

/** Buffers are shared by all of them and count once; connections that ended are in the account of the first process. */
const readDatabase = (postmaster: number, table: ProcessTable): Usage => {
  const all = familyOf(postmaster, table);
  const ended = table.get(postmaster)?.endedChildrenSeconds ?? 0;
  return {
    role: 'PostgreSQL',
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, ended),
    memory: all.reduce((sum, { anonymous }) => sum + anonymous, 0) + Math.max(0, ...all.map(({ shared }) => shared)),
  };
};

const readSingle = (role: string, pid: number, table: ProcessTable): readonly Usage[] => {
  const own = table.get(pid);
  return own === undefined ? [] : [{ role, cpuSeconds: own.cpuSeconds, memory: own.resident }];
};

/** Reads /proc once; empty where there is none. */
export const readCast = async ({ leader, postmaster, load, floors }: Cast): Promise<Reading> => {
  const table = await readProcesses();
  if (table.size === 0) return new Map();
  // The database runs below the leader that started it, but is no worker.
  const server = new Map([...table].filter(([pid]) => pid !== postmaster));
  const usages = [
    ...readServer(leader, server),
    readDatabase(postmaster, table),
    ...readSingle('load', load, table),
    ...(floors === undefined ? [] : readSingle('floors', floors, table)),
  ];
  return new Map(usages.map(({ role, ...usage }) => [role, usage]));
};

/** What was used between two readings. */
export const usageBetween = (before: Reading, after: Reading): readonly Usage[] =>
  [...after].map(([role, { cpuSeconds, memory }]) => ({
    role,
    cpuSeconds: cpuSeconds - (before.get(role)?.cpuSeconds ?? 0),
    memory,
  }));
