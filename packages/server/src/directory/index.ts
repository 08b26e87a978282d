// SPDX-License-Identifier: Apache-2.0
export { type Attestation, openAttestation } from './attestation.ts';
export { findDirectoryFiles, loadFiles } from './files.ts';
export { type HistoricEntry, isLoaded, readHistory } from './history.ts';
export { type LoadReport, loadDirectory } from './load.ts';
export { structureNames } from './names.ts';
export { refreshDirectory } from './refresh.ts';
export { structureIds } from './structure-ids.ts';
export type { DirectoryEntry, SourceItem } from './types.ts';
