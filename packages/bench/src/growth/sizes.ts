// SPDX-License-Identifier: Apache-2.0
import { type FilledInstallation, installationOf, removeInstallation } from './installations.ts';
import { type Cost, withServer } from './measure.ts';
import type { GrowthWork } from './options.ts';
import { type Plan, plansOf } from './plans.ts';
import { type ColumnWidth, columnWidths, type PartSize, sizesOf } from './table-sizes.ts';
import { type WorkloadName, workload, workloadNames } from './workloads.ts';

export const CLIENTS = [1, 64] as const;

export interface MeasuredWorkload {
  readonly workload: WorkloadName;
  readonly clients: number;
  readonly cost: Cost;
}

/** What was measured on one installation. */
export interface MeasuredSize {
  readonly documents: number;
  readonly filledInSeconds?: number;
  readonly workloads: readonly MeasuredWorkload[];
  /** Before the workloads, which share documents too. */
  readonly sizes: readonly PartSize[];
  readonly widths: readonly ColumnWidth[];
  readonly plans: readonly Plan[];
}

const measureInstallation = async (
  { home, population, filledInSeconds }: FilledInstallation,
  options: GrowthWork,
): Promise<MeasuredSize> => {
  const { documents } = population;
  const measured = await withServer(home, options, async ({ measure, pool }) => {
    const sizes = await sizesOf(pool, documents);
    const widths = await columnWidths(pool, 'record.document_entry');
    const workloads: MeasuredWorkload[] = [];
    for (const name of workloadNames)
      for (const clients of CLIENTS) {
        const cost = await measure({ workload: name, population }, clients);
        options.onProgress(`${documents} documents, ${name}, ${clients} clients: p50 ${cost.p50Ms.toFixed(1)} ms`);
        workloads.push({ workload: name, clients, cost });
      }
    return { sizes, widths, workloads };
  });
  const plans = await plansOf(home, async (ask) => {
    for (const name of workloadNames) await (await workload(name, population, ask))();
  });
  return { documents, ...(filledInSeconds !== undefined && { filledInSeconds }), ...measured, plans };
};

/** Measures the workloads at each size, one installation after the other. */
export const measureSizes = async (options: GrowthWork): Promise<readonly MeasuredSize[]> => {
  const measured: MeasuredSize[] = [];
  for (const documents of options.sizes) {
    const installation = await installationOf(options.folder, documents, options.onProgress);
    measured.push(await measureInstallation(installation, options));
    if (!options.keep) await removeInstallation(installation.home);
  }
  return measured;
};
