// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gather } from './gather.ts';

describe('what is gathered', () => {
  it('is written in order, in groups of at most that many, one group at a time', async () => {
    const groups: (readonly number[])[] = [];
    let atWork = 0;
    const { add: write } = gather(async (group: readonly number[]) => {
      expect(++atWork).toBe(1);
      groups.push(group);
      await nextTurn();
      atWork -= 1;
      return group.map((item) => item * 2);
    }, 4);
    const items = Array.from({ length: 10 }, (_, item) => item);
    expect(await Promise.all(items.map(write))).toEqual(items.map((item) => item * 2));
    expect(groups).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(await write(10)).toBe(20);
    expect(groups).toHaveLength(4);
  });

  it('fails with its group, and the next group is written', async () => {
    const { add: write, drain } = gather(async (group: readonly string[]) => {
      if (group.includes('bad')) throw new Error('no');
      return group;
    }, 2);
    const outcomes = await Promise.allSettled(['a', 'bad', 'b', 'c'].map(write));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    const last = write('d');
    await drain();
    expect(await last).toBe('d');
  });
});
