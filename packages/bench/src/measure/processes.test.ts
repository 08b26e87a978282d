// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { familyOf, type ProcessTable, parseMemory, parseStat } from './processes.ts';

const stat =
  '4711 (a) (b c)) S 815 4711 4711 0 -1 4194560 2000 300 4 5 1234 66 700 8 20 0 1 0 12345 1000000 500 18446744073709551615\n';

describe('/proc', () => {
  test('a line of stat is read behind the name, whatever stands in the name', () => {
    expect(parseStat(stat)).toEqual({ pid: 4711, parent: 815, cpuSeconds: 13, endedChildrenSeconds: 7.08 });
  });

  test('memory is read in bytes; what is not told is none', () => {
    const status =
      'Name:\tnode\nVmRSS:\t   2048 kB\nRssAnon:\t   1024 kB\nRssFile:\t    512 kB\nRssShmem:\t    512 kB\n';
    expect(parseMemory(status)).toEqual({ resident: 2 ** 21, anonymous: 2 ** 20, shared: 2 ** 19 });
    expect(parseMemory('Name:\tkthreadd\n')).toEqual({ resident: 0, anonymous: 0, shared: 0 });
  });

  test('a family is a process with all that descend from it', () => {
    const one = (pid: number, parent: number) =>
      [pid, { pid, parent, cpuSeconds: 0, endedChildrenSeconds: 0, resident: 0, anonymous: 0, shared: 0 }] as const;
    const table: ProcessTable = new Map([one(1, 0), one(2, 1), one(3, 2), one(4, 1), one(5, 9)]);
    expect(familyOf(1, table).map(({ pid }) => pid)).toEqual([1, 2, 3, 4]);
    expect(familyOf(7, table)).toEqual([]);
  });
});
