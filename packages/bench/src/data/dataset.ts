// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ins } from '@dossier/core/identity';
import type { ContentFacts } from './content.ts';

/** A document that is in a record before the first request. */
export interface KnownDocument extends ContentFacts {
  readonly logicalId: string;
  readonly entryUuid: string;
}

export interface KnownPatient {
  readonly ins: Ins;
  readonly recordId: string;
  /** Numbers of the doctors whom the patient has authorised. */
  readonly doctors: readonly number[];
  /** Those that were there at the last visit first. */
  readonly documents: readonly KnownDocument[];
}

/** What the processes of a run know of the data they ask for; it lies in the home of the server under test. */
export interface Dataset {
  /** With {@link DatasetSize.documents} documents of 20 KB each. They are read only. */
  readonly readers: readonly KnownPatient[];
  /** With one document of 2 MB each. */
  readonly heavy: readonly KnownPatient[];
  /** Empty; documents are shared into these. */
  readonly receivers: readonly KnownPatient[];
  /** Bearer tokens, by number of the doctor. */
  readonly tokens: readonly string[];
  /** National identifiers, by number of the doctor. */
  readonly doctorIds: readonly string[];
  /** Between the last visit and what came since: an Instant. */
  readonly lastVisit: string;
  /** Documents of each reader that came since. */
  readonly sinceLastVisit: number;
}

export interface DatasetSize {
  readonly patients: number;
  /** Of each reader. */
  readonly documents: number;
  /** Of them since the last visit. */
  readonly recent: number;
  readonly doctors: number;
  /** Doctors authorised by each patient. */
  readonly authorised: number;
  readonly heavy: number;
  readonly documentBytes: number;
  readonly heavyBytes: number;
}

export const fullSize: DatasetSize = {
  patients: 500,
  documents: 20,
  recent: 2,
  doctors: 50,
  authorised: 5,
  heavy: 20,
  documentBytes: 20_480,
  heavyBytes: 2 * 1024 * 1024,
};

export const quickSize: DatasetSize = { ...fullSize, patients: 100, heavy: 5 };

const pathIn = (home: string): string => join(home, 'bench-data.json');

export const writeDataset = (home: string, dataset: Dataset): Promise<void> =>
  writeFile(pathIn(home), JSON.stringify(dataset), { mode: 0o600 });

export const readDataset = async (home: string): Promise<Dataset> => JSON.parse(await readFile(pathIn(home), 'utf8'));
