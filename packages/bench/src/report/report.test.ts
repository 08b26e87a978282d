// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { OverloadResults, OverloadSecond } from '../overload.ts';
import type { BenchResults, Measured } from '../results.ts';
import { overloadPassed, overloadSection } from './overload.ts';
import { performancePage, withSection } from './page.ts';
import { barChart } from './picture.ts';
import { markdownTable } from './table.ts';
import { floorsTable, journalTable } from './tables.ts';
import { targetsOf } from './targets.ts';

test('a table has its columns under each other, numbers to the right', () => {
  expect(
    markdownTable(
      [{ title: 'name' }, { title: 'n', align: 'right' }],
      [
        ['one', '1'],
        ['twelve', '12'],
      ],
    ),
  ).toBe(['| name   |   n |', '|--------|----:|', '| one    |   1 |', '| twelve |  12 |'].join('\n'));
});

test('a picture has a bar for each value, the longest as long as there is room, and text that is no markup', () => {
  const svg = barChart({
    title: 'A < B',
    unit: 'per second',
    series: ['one', 'two'],
    groups: [
      { label: 'first', values: [10, 20] },
      { label: 'nothing', values: [0, 0] },
    ],
  });
  expect(svg).toContain('<title>A &lt; B</title>');
  const widths = [...svg.matchAll(/<rect x="330" y="\d+" width="([\d.]+)" height="11"/g)].map((match) =>
    Number(match[1]),
  );
  expect(widths).toEqual([250, 500, 0, 0]);
});

test('a section is put into the page, in its place, instead of the one before', () => {
  const page = '# Performance\n\n## Targets\n\ntable\n';
  const once = withSection(page, 'Soak', 'first soak');
  expect(once).toBe('# Performance\n\n## Targets\n\ntable\n\n## Soak\n\nfirst soak\n');
  expect(withSection(once, 'Soak', 'second')).toBe('# Performance\n\n## Targets\n\ntable\n\n## Soak\n\nsecond\n');
  const all = withSection(withSection(once, 'Overload', 'four times'), 'Growth', '### Plans\n\nplans');
  expect(all.match(/^## .*$/gm)).toEqual(['## Targets', '## Growth', '## Soak', '## Overload']);
  expect(all).toContain('## Growth\n\n### Plans\n\nplans\n\n## Soak\n\nfirst soak\n\n## Overload\n\nfour times\n');
});

const measuredAt = (perSecond: number, more: Partial<Measured> = {}): Measured => ({
  operations: perSecond,
  perSecond,
  latencyMs: { p50: 10, p95: 20, p99: 40, max: 50 },
  refused: 0,
  wrong: 0,
  usage: [{ role: 'worker 1', cpuSeconds: 1, memory: 200 * 2 ** 20 }],
  ...more,
});

const resultsOf = (server: Measured, more: Partial<BenchResults> = {}): BenchResults => ({
  takenAt: '2026-11-23T12:00:00.000Z',
  origin: { commit: 'abc1234', script: 'npm run bench' },
  host: { processor: '', cores: 2, memoryBytes: 0, system: '', node: '', postgres: '', settings: {} },
  data: '',
  seconds: 1,
  rounds: 1,
  cells: [
    {
      workload: 'find',
      title: 'find',
      concurrency: 64,
      rounds: [{ server, database: measuredAt(1000), http: measuredAt(5000), crypto: 5000 }],
    },
  ],
  journal: [{ workload: 'find', title: 'find', rounds: [{ journaled: measuredAt(95), silent: measuredAt(100) }] }],
  decision: { decideMicroseconds: 5, seesMicroseconds: 1 },
  ...more,
});

const metOf = (results: BenchResults) => targetsOf(results).map(({ met }) => met);

test('targets are met', () => {
  expect(metOf(resultsOf(measuredAt(500)))).toEqual([true, true, true, true, true]);
});

test('each target is missed by what it is about', () => {
  expect(metOf(resultsOf(measuredAt(499)))).toEqual([false, true, true, true, true]);
  const slow = { decision: { decideMicroseconds: 19, seesMicroseconds: 2 } };
  expect(metOf(resultsOf(measuredAt(500), slow))).toEqual([true, false, true, true, true]);
  const rounds = [{ journaled: measuredAt(90), silent: measuredAt(101) }];
  const journal = { journal: [{ workload: 'find', title: 'find', rounds }] };
  expect(metOf(resultsOf(measuredAt(500), journal))).toEqual([true, true, false, true, true]);
  const uneven = { latencyMs: { p50: 10, p95: 20, p99: 50, max: 60 } };
  expect(metOf(resultsOf(measuredAt(500, uneven)))).toEqual([true, true, true, false, true]);
  const fat = { usage: [{ role: 'worker 2', cpuSeconds: 1, memory: 250 * 2 ** 20 }] };
  expect(metOf(resultsOf(measuredAt(500, fat)))).toEqual([true, true, true, true, false]);
});

test('the tables tell no time of clients that shared a connection, and how far the rounds lie apart', () => {
  const rounds = [{ server: measuredAt(1), database: measuredAt(1000), http: measuredAt(5000), crypto: 5000 }];
  const cellAt = (concurrency: number) => ({ workload: 'find', title: 'find', concurrency, rounds });
  const cells = floorsTable(resultsOf(measuredAt(1), { cells: [cellAt(64), cellAt(256)] }));
  expect(cells.match(/^\| find .*$/gm)?.map((row) => row.split('|')[4]?.trim())).toEqual(['40.0', '–']);
  const journaled = [90, 95, 80].map((perSecond) => ({ journaled: measuredAt(perSecond), silent: measuredAt(100) }));
  const journal = [{ workload: 'find', title: 'find', rounds: journaled }];
  expect(journalTable(resultsOf(measuredAt(1), { journal }))).toContain('10.0 % (5.0 % to 20.0 %)');
});

test('what was not measured is neither met nor missed', () => {
  const results = resultsOf(measuredAt(500, { usage: [] }), { cells: [], journal: [] });
  expect(metOf(results)).toEqual([true, undefined]);
});

test('another run leaves the sections of others in the page', () => {
  const earlier = withSection(performancePage(resultsOf(measuredAt(500)), ''), 'Soak', 'an hour');
  const later = performancePage(resultsOf(measuredAt(700)), earlier);
  expect(later).toContain('## Soak\n\nan hour\n');
  expect(later).toMatch(/\| commit +\| abc1234 +\|\n\| script +\| `npm run bench` +\|/);
  expect(later.match(/^## Targets$/gm)).toHaveLength(1);
});

const secondOf = (more: Partial<OverloadSecond> = {}): OverloadSecond => ({
  ...measuredAt(1000),
  phase: 0,
  arrived: 4000,
  wentAway: 10,
  memory: { leader: 1, 'worker 1': 300 * 2 ** 20, PostgreSQL: 2 ** 40 },
  ...more,
});

const overloadOf = (more: Partial<OverloadResults> = {}): OverloadResults => ({
  takenAt: '2026-11-23T12:00:00.000Z',
  origin: { commit: 'abc1234-dirty', script: 'npm run bench -- overload' },
  host: resultsOf(measuredAt(1)).host,
  times: 4,
  capacity: 1000,
  overload: [secondOf({ refused: 3000 })],
  after: [secondOf({ refused: 7, wentAway: 0 }), secondOf({ refused: 0, wentAway: 0 })],
  afterwards: { checked: 3000, missing: 0 },
  journal: { code: 0, said: '' },
  ...more,
});

test('an overload tells what was refused, when that ended, and what was lost', () => {
  const section = overloadSection(overloadOf());
  expect(section).toContain('of abc1234-dirty by `npm run bench -- overload`: ');
  expect(section).toContain('3,000');
  expect(section).toContain('300 MB');
  expect(section).toContain('1 seconds after the overload nothing was refused any more');
  expect(section).not.toMatch(/NaN|undefined/);
  expect(overloadPassed(overloadOf())).toBe(true);
});

test('an overload fails by what is lost, what is wrong, and a journal that does not verify', () => {
  expect(overloadPassed(overloadOf({ afterwards: { checked: 3, missing: 1 } }))).toBe(false);
  expect(overloadPassed(overloadOf({ after: [secondOf({ wrong: 1 })] }))).toBe(false);
  expect(overloadPassed(overloadOf({ journal: { code: 1, said: '' } }))).toBe(false);
});
