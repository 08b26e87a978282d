// SPDX-License-Identifier: Apache-2.0
export { findFiles } from './find-files.ts';
export { type ImportProgress, importFiles, importPaths } from './import-paths.ts';
export type { ImportedFile, ImportOutcome, ImportReport } from './report.ts';
