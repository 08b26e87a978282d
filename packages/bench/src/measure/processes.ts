// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';

/** What /proc says of one process (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Seconds on a core, in user and in system mode. */
  readonly cpuSeconds: number;
  /** The same, of its children that have ended and were waited for. */
  readonly endedChildrenSeconds: number;
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** @param text a line of /proc/<pid>/stat; the name of the program in it may hold spaces and brackets */
export const parseStat = (text: string): ProcessStat => {
  const afterName = text
    .slice(text.lastIndexOf(')') + 2)
    .trimEnd()
    .split(' ');
  const field = (number: number): number => Number(afterName[number - 3]);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    endedChildrenSeconds: (field(16) + field(17)) / TICKS_PER_SECOND,
  };
};

/** Memory of one process in bytes (proc_pid_status(5)). */
export interface ProcessMemory {
  readonly resident: number;
  /** Of it, what no other process shares by nature: heap and stack. */
  readonly anonymous: number;
  /** Of it, memory that processes share, such as the buffers of PostgreSQL. */
  readonly shared: number;
}

/** @param text /proc/<pid>/status */
export const parseMemory = (text: string): ProcessMemory => {
  const bytes = (name: string): number => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return { resident: bytes('VmRSS'), anonymous: bytes('RssAnon'), shared: bytes('RssShmem') };
};

/** One process, or none when it has ended meanwhile. */
const readOne = async (pid: string): Promise<readonly (ProcessStat & ProcessMemory)[]> => {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    return [{ ...parseStat(stat), ...parseMemory(status) }];
  } catch {
    return [];
  }
};

export type ProcessTable = ReadonlyMap<number, ProcessStat & ProcessMemory>;

/** All processes of this machine; none where there is no /proc. */
export const readProcesses = async (): Promise<ProcessTable> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map(readOne));
  return new Map(all.flat().map((one) => [one.pid, one]));
};

/** A process and those that descend from it. */
export const familyOf = (root: number, table: ProcessTable): readonly (ProcessStat & ProcessMemory)[] => {
  const own = table.get(root);
  if (own === undefined) return [];
  const children = [...table.values()].filter(({ parent }) => parent === root);
  return [own, ...children.flatMap(({ pid }) => familyOf(pid, table))];
};
