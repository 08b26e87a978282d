// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type Options, readOptions } from './options.ts';
import { planOf } from './plan.ts';

const planFor = (...args: readonly string[]): readonly string[] => {
  const options: Options = readOptions(args);
  if (options.do !== 'bench') throw new Error('The test asks for a benchmark.');
  return planOf(options).map(({ workload, concurrency }) => `${workload.name} ${concurrency}`);
};

test('the main workloads are measured at every level, the others at 64', () => {
  expect(planFor()).toEqual([
    ...[1, 16, 64, 256].map((level) => `share ${level}`),
    'share-simplified 64',
    ...[1, 16, 64, 256].map((level) => `find ${level}`),
    'what-changed 64',
    ...[1, 16, 64, 256].map((level) => `retrieve ${level}`),
    'retrieve-2mb 64',
    'open-and-look 64',
    'share-xds 64',
    'find-xds 64',
    'retrieve-xds 64',
  ]);
});

test('a quick run measures the main ones at 64, unless more is named', () => {
  expect(planFor('--quick')).toEqual(['share 64', 'find 64', 'retrieve 64']);
  expect(planFor('--quick', '--only', 'open-and-look')).toEqual(['open-and-look 64']);
  expect(planFor('--only', 'find', '--concurrency', '1,4')).toEqual(['find 1', 'find 4']);
});
