// SPDX-License-Identifier: Apache-2.0
import { type Actor, systemActor } from '@dossier/core/actors';
import type { Ports } from '../../record/index.ts';
import type { Candidate } from './candidate.ts';
import type { FoundFile } from './find-files.ts';
import { inOrderOfDependence } from './order.ts';
import { readFile } from './read-file.ts';
import type { KnownRecords, OnOpened } from './record-of-patient.ts';
import { type ImportedFile, type ImportReport, reportOf } from './report.ts';
import { shareCandidate } from './share-candidate.ts';

/** Where an import stands: first every file is read and judged, then the good ones are shared. */
export interface ImportProgress {
  readonly phase: 'reading' | 'sharing';
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

export interface ImportContext {
  readonly ports: Ports;
  /** Who imports; absent: the house itself, as its job `import`. */
  readonly actor?: Actor;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly onOpened?: OnOpened;
}

/**
 * Imports files that `findFiles` found. Documents that replace others of the same run come after them. Running
 * it again shares nothing twice.
 */
export const importFiles = async (
  found: readonly FoundFile[],
  { ports, actor = systemActor('import'), onProgress = () => {}, onOpened }: ImportContext,
): Promise<ImportReport> => {
  const outcomes = new Map<string, ImportedFile>();
  const candidates: Candidate[] = [];
  for (const [done, file] of found.entries()) {
    onProgress({ phase: 'reading', done, total: found.length, path: file.path });
    const { environment, insKeyErrors, limits } = ports;
    const context = { law: ports.law(ports.clock.now()), environment, insKeyErrors };
    const read = await readFile(file, context, limits.documentBytes);
    if (read.ok) candidates.push(read.value);
    else outcomes.set(file.path, read.error);
  }
  const ordered = inOrderOfDependence(candidates, ({ metadata, relations }) => ({
    uniqueId: metadata.uniqueId,
    after: relations.map(({ target }) => target),
  }));
  const known: KnownRecords = new Map();
  let recordsOpened = 0;
  for (const [done, candidate] of ordered.entries()) {
    onProgress({ phase: 'sharing', done, total: ordered.length, path: candidate.path });
    const { file, opened } = await shareCandidate(candidate, { actor, ports, known, ...(onOpened && { onOpened }) });
    outcomes.set(candidate.path, file);
    if (opened) recordsOpened += 1;
  }
  return reportOf(
    found.flatMap(({ path }) => outcomes.get(path) ?? []),
    recordsOpened,
  );
};
