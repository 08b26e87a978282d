// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry, Folder, SubmissionSet } from '@dossier/core/documents';
import type { Ins } from '@dossier/core/identity';
import type { Markup } from '../../../soap/index.ts';
import { urnOf } from '../ebrim/vocabulary.ts';
import {
  objectRef,
  type WrittenAssociation,
  writeDocumentEntry,
  writeFolder,
  writeSubmissionSet,
} from '../ebrim/write-objects.ts';

/** What a stored query answers of one record. */
export interface Found {
  readonly entries?: readonly DocumentEntry[];
  readonly sets?: readonly SubmissionSet[];
  readonly folders?: readonly Folder[];
  readonly associations?: readonly WrittenAssociation[];
}

export const countOf = ({ entries = [], sets = [], folders = [], associations = [] }: Found): number =>
  entries.length + sets.length + folders.length + associations.length;

const distinct = (associations: readonly WrittenAssociation[]): readonly WrittenAssociation[] => [
  ...new Map(associations.map((one) => [one.id, one])).values(),
];

/** The objects, whole (`LeafClass`). */
export const leafClass = (
  { entries = [], sets = [], folders = [], associations = [] }: Found,
  patient: Ins,
): readonly Markup[] => [
  ...sets.map((one) => writeSubmissionSet(one, patient)),
  ...folders.map((one) => writeFolder(one, patient)),
  ...entries.map((one) => writeDocumentEntry(one, patient)),
  ...distinct(associations).map(({ markup }) => markup),
];

/** Their ids (`ObjectRef`). */
export const objectRefs = ({ entries = [], sets = [], folders = [], associations = [] }: Found): readonly Markup[] =>
  [
    ...[...sets, ...folders, ...entries].map(({ entryUuid }) => urnOf(entryUuid)),
    ...distinct(associations).map(({ id }) => id),
  ].map(objectRef);
