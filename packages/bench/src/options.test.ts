// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { readOptions, UsageError } from './options.ts';

test('without arguments everything is measured, three rounds of five seconds', () => {
  expect(readOptions([])).toEqual({ do: 'bench', quick: false, only: [], seconds: 5, rounds: 3, write: false });
});

test('a part can be named', () => {
  const args = ['--quick', '--only', 'find,retrieve', '--concurrency', '1,64', '--seconds', '0.5', '--rounds', '1'];
  expect(readOptions([...args, '--json', '/tmp/out.json', '--profiles', 'profiles'])).toEqual({
    do: 'bench',
    quick: true,
    only: ['find', 'retrieve'],
    concurrency: [1, 64],
    seconds: 0.5,
    rounds: 1,
    write: false,
    json: '/tmp/out.json',
    profiles: 'profiles',
  });
});

test('a soak has its own', () => {
  expect(readOptions(['soak'])).toEqual({ do: 'soak', minutes: 60, load: 0.7, write: false });
  expect(readOptions(['soak', '--minutes', '2', '--load', '0.5', '--json', 'soak.json'])).toMatchObject({
    minutes: 2,
    load: 0.5,
    json: 'soak.json',
  });
});

test('a whole run can be written, and so can its sections', () => {
  expect(readOptions(['--write', '--rounds', '5'])).toMatchObject({ write: true, rounds: 5 });
  for (const verb of ['soak', 'overload', 'growth'])
    expect(readOptions([verb, '--write', '--json', 'raw.json'])).toMatchObject({ write: true, json: 'raw.json' });
});

test('an overload has its own', () => {
  expect(readOptions(['overload'])).toEqual({ do: 'overload', seconds: 120, times: 4, write: false });
  expect(readOptions(['overload', '--seconds', '5', '--times', '2'])).toMatchObject({ seconds: 5, times: 2 });
});

test('growth has its own', () => {
  expect(readOptions(['growth'])).toEqual({
    do: 'growth',
    sizes: [10_000, 1_000_000, 10_000_000],
    folder: '.dossier-growth',
    keep: false,
    rounds: 3,
    secondsARound: 10,
    hotDocuments: 50_000,
    revisions: 1_000_000,
    write: false,
  });
  const args = ['growth', '--sizes', '200', '--hot', '0', '--schema-change', 'alter', '--keep', '--write'];
  expect(readOptions(args)).toMatchObject({
    sizes: [200],
    hotDocuments: 0,
    schemaChange: 'alter',
    keep: true,
    write: true,
  });
});

test.each([
  [['--only', 'nothing'], 'There is no workload nothing'],
  [['--concurrency', '0'], '--concurrency is a number from 1 to 4096'],
  [['--concurrency', '1.5'], '--concurrency is a whole number'],
  [['--concurrency', '1,,2'], '--concurrency is a number'],
  [['--seconds', 'ten'], '--seconds is a number'],
  [['--rounds', '0'], '--rounds is a number'],
  [['--write', '--quick'], 'A page is written of a whole run.'],
  [['--write', '--only', 'find'], 'A page is written of a whole run.'],
  [['--write', '--concurrency', '64'], 'A page is written of a whole run.'],
  [['--write', '--profiles', 'profiles'], 'A page is written of a whole run.'],
  [['soak', '--minutes', '1381'], '--minutes is a number from 0.1 to 1380'],
  [['run'], 'There is no run'],
  [['soak', 'twice'], "Unexpected argument 'twice'"],
  [['overload', '--times', '0.5'], '--times is a number from 1'],
  [['growth', '--sizes', '0'], '--sizes is a number from 100'],
  [['growth', '--sizes', '150'], '--sizes are hundreds of documents, not 150'],
  [['growth', '--sizes', 'many'], '--sizes is a number'],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(sentence);
});
