// SPDX-License-Identifier: Apache-2.0
import { readMachine } from '../measure/host.ts';
import { readOrigin } from '../measure/origin.ts';
import { measureHotRecord } from './hot-record.ts';
import type { GrowthOptions } from './options.ts';
import { type GrowthReport, growthSection } from './report.ts';
import { measureRevisions } from './revisions.ts';
import { measureSizes } from './sizes.ts';

export { type GrowthOptions, growthSection };

/** Measures how Dossier does as it grows: at several sizes, in one large record, and after many revisions. */
export const runGrowth = async (options: GrowthOptions, onProgress: (step: string) => void): Promise<GrowthReport> => {
  const taken = { takenAt: new Date().toISOString(), origin: await readOrigin(), host: readMachine() };
  const work = { ...options, onProgress };
  const sizes = await measureSizes(work);
  const hot = options.hotDocuments > 0 ? await measureHotRecord(work) : undefined;
  const revisions = options.revisions > 0 ? await measureRevisions(work) : [];
  return { ...taken, sizes, ...(hot && { hot }), revisions };
};
