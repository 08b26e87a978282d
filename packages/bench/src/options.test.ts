// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readOptions, UsageError } from './options.ts';

test('without arguments everything is measured, three rounds of five seconds', () => {
  expect(readOptions([])).toEqual({ do: 'bench', quick: false, only: [], seconds: 5, rounds: 3, write: false });
});

test('a part can be named', () => {
  const args = ['--quick', '--only', 'find,retrieve', '--concurrency', '1,64', '--seconds', '0.5', '--rounds', '1'];
  expect(readOptions([...args, '--write', '--json', '/tmp/out.json', '--profiles', 'profiles'])).toEqual({
    do: 'bench',
    quick: true,
    only: ['find', 'retrieve'],
    concurrency: [1, 64],
    seconds: 0.5,
    rounds: 1,
    write: true,
    json: '/tmp/out.json',
    profiles: 'profiles',
  });
});

test('a soak has its own', () => {
  expect(readOptions(['soak'])).toEqual({ do: 'soak', minutes: 60, load: 0.7, write: false });
  expect(readOptions(['soak', '--minutes', '2', '--load', '0.5'])).toMatchObject({ minutes: 2, load: 0.5 });
});

test.each([
  [['--only', 'nothing'], 'There is no workload nothing'],
  [['--concurrency', '0'], '--concurrency is a number from 1 to 4096'],
  [['--concurrency', '1.5'], '--concurrency is a whole number'],
  [['--concurrency', '1,,2'], '--concurrency is a number'],
  [['--seconds', 'ten'], '--seconds is a number'],
  [['--rounds', '0'], '--rounds is a number'],
  [['run'], 'There is no run'],
  [['soak', 'twice'], 'There is no soak twice'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(sentence);
});
