// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { growthSection, runGrowth } from './index.ts';
import type { GrowthReport } from './report.ts';
import { workloadNames } from './workloads.ts';

describe('the growth run', () => {
  let folder: string;
  let report: GrowthReport;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dossier-growth-'));
    // The account that runs PostgreSQL must pass through.
    await chmod(folder, 0o711);
    report = await runGrowth(
      {
        sizes: [200],
        folder,
        keep: false,
        rounds: 1,
        secondsARound: 0.1,
        // Enough for each of the searches to find something.
        hotDocuments: 1000,
        revisions: 150,
        schemaChange: 'alter table record.document_entry set (fillfactor = 90)',
      },
      () => undefined,
    );
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('does every workload without an error', () => {
    const [size] = report.sizes;
    expect(size?.documents).toBe(200);
    expect(new Set(size?.workloads.map(({ workload }) => workload))).toEqual(new Set(workloadNames));
    for (const { cost } of size?.workloads ?? []) {
      expect(cost.operations).toBeGreaterThan(0);
    }
  });

  it('states sizes and plans of the tables that grow', () => {
    const [size] = report.sizes;
    expect(size?.sizes.map(({ table }) => table)).toContain('record.document_entry');
    expect(size?.widths.map(({ column }) => column)).toContain('metadata');
    const statements = size?.plans.map(({ statement }) => statement) ?? [];
    expect(statements.some((name) => name.startsWith('find-documents'))).toBe(true);
    expect(size?.plans.every(({ lines }) => lines.some((line) => line.includes('Execution Time')))).toBe(true);
  });

  it('reads one large record by pages and searches', () => {
    expect(report.hot?.documents).toBe(1000);
    expect(report.hot?.page.operations).toBeGreaterThan(0);
    expect(report.hot?.search.operations).toBeGreaterThan(0);
  });

  it('counts every revision', () => {
    expect(report.revisions.map(({ changed }) => changed !== undefined)).toEqual([false, true]);
    for (const { versions, statuses, vacuumed } of report.revisions) {
      // Whole records are revised: eight of them have twenty documents.
      expect(versions + statuses).toBe(160);
      expect(vacuumed.updates).toBe(160);
      expect(vacuumed.deadRows).toBe(0);
    }
  });

  it('prints a section with all of it, and leaves nothing behind', async () => {
    const text = growthSection(report);
    for (const title of ['#### Plans', '### One large record', '### Vacuum and bloat']) expect(text).toContain(title);
    expect(text).not.toMatch(/NaN|undefined/);
    expect(await readdir(folder)).toEqual([]);
  });
});
