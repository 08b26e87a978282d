// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import type { Cost } from './measure.ts';
import { type GrowthReport, growthSection } from './report.ts';

const costOf = (p50Ms: number, p99Ms: number): Cost => ({
  perSecond: 100,
  p50Ms,
  p99Ms,
  operations: 10,
  each: { serverCpuMs: 1, databaseCpuMs: 1, pages: 1, pagesRead: 0 },
});

const sizeOf = (documents: number, cost: Cost): GrowthReport['sizes'][number] => ({
  documents,
  workloads: (['find', 'retrieve'] as const).map((workload) => ({ workload, clients: 64, cost })),
  sizes: [],
  widths: [],
  plans: [],
});

const reportOf = (sizes: GrowthReport['sizes']): GrowthReport => ({
  takenAt: '2026-11-23T12:00:00.000Z',
  origin: { commit: 'abc1234', script: 'npm run bench -- growth' },
  host: { processor: 'a processor', cores: 2, memoryBytes: 0, system: '', node: '' },
  sizes,
  revisions: [],
});

it('says when, where, of what and by which call it was taken', () => {
  const first = growthSection(reportOf([])).split('\n')[0];
  expect(first).toBe('Taken 2026-11-23 on a processor, 2 cores, of abc1234 by `npm run bench -- growth`.');
});

it('holds each size against the smallest, and says which workloads draw from few records', () => {
  const section = growthSection(reportOf([sizeOf(10_000, costOf(13, 14)), sizeOf(100, costOf(10, 10))]));
  expect(section).toMatch(/\| find +\| +64 \| +10,000 \|.*\| +1\.30 \| +1\.40 \| +yes, \*\*no\*\* \|/);
  expect(section).toMatch(/\| find +\| +64 \| +100 \|.*\| +– \| +– \| +– \|/);
  expect(section).toMatch(/\| retrieve ¹ +\| /);
  expect(section).toContain('¹ Draws from at most 4,000 records');
});
