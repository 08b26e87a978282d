// SPDX-License-Identifier: Apache-2.0
export { findFiles } from './find-files.ts';
export { type ImportProgress, importFiles } from './import-files.ts';
export type { NewHolder } from './record-of-patient.ts';
export type { ImportedFile, ImportOutcome, ImportReport } from './report.ts';
