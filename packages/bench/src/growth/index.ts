// SPDX-License-Identifier: Apache-2.0
import { measureHotRecord } from './hot-record.ts';
import { type GrowthOptions, readOptions } from './options.ts';
import { type GrowthReport, growthMarkdown } from './report.ts';
import { measureRevisions } from './revisions.ts';
import { measureSizes } from './sizes.ts';

export { type GrowthOptions, type GrowthReport, growthMarkdown, readOptions };

/** Measures how Dossier does as it grows: at several sizes, in one large record, and after many revisions. */
export const runGrowth = async (options: GrowthOptions): Promise<GrowthReport> => {
  const sizes = await measureSizes(options);
  const hot = options.hotDocuments > 0 ? await measureHotRecord(options) : undefined;
  const revisions = options.revisions > 0 ? await measureRevisions(options) : [];
  return { sizes, ...(hot && { hot }), revisions };
};
