// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { leastRecentlyUsed } from './least-recently-used.ts';

it('keeps so many values, and lets go of the one unused for longest', () => {
  const kept = leastRecentlyUsed<number>(2);
  kept.set('a', 1);
  kept.set('b', 2);
  expect(kept.get('a')).toBe(1);
  kept.set('c', 3);
  expect([kept.has('a'), kept.has('b'), kept.has('c')]).toEqual([true, false, true]);
  kept.set('a', 4);
  kept.set('d', 5);
  expect([kept.get('a'), kept.get('c'), kept.get('d')]).toEqual([4, undefined, 5]);
  kept.delete('a');
  expect(kept.get('a')).toBeUndefined();
});
