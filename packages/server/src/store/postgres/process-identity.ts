// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

/** A process as another process can recognise it later, even when the system has given its number to a new one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, where the system tells it (Linux). */
  readonly startedTicks?: string;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Who has this process number now; undefined when nobody has. */
export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return { pid };
  // The name in parentheses may hold spaces; fields are counted after it (proc(5): state is 3, starttime 22).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z') return undefined;
  return fields[19] === undefined ? { pid } : { pid, startedTicks: fields[19] };
};

/** Is the process that once identified itself thus still running? */
export const stillRuns = async (known: ProcessIdentity): Promise<boolean> => {
  const now = await identify(known.pid);
  return now !== undefined && (known.startedTicks === undefined || now.startedTicks === known.startedTicks);
};
