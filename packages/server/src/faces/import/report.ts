// SPDX-License-Identifier: Apache-2.0

/**
 * `shared`: it is in the record now; `already-there`: it was, with the same bytes; `refused`: it is not, for the
 * reasons given; `passed-over`: it is no document.
 */
export type ImportOutcome = 'shared' | 'already-there' | 'refused' | 'passed-over';

/** What became of one file. */
export interface ImportedFile {
  readonly path: string;
  readonly outcome: ImportOutcome;
  /** Why it was refused or passed over; empty otherwise. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly title?: string;
  readonly typeCode?: string;
  readonly recordId?: string;
}

interface ImportTotals {
  readonly shared: number;
  readonly alreadyThere: number;
  readonly refused: number;
  readonly passedOver: number;
  readonly recordsOpened: number;
}

export interface ImportReport {
  /** In the order in which the files were found. */
  readonly files: readonly ImportedFile[];
  readonly totals: ImportTotals;
}

export const reportOf = (files: readonly ImportedFile[], recordsOpened: number): ImportReport => {
  const count = (outcome: ImportOutcome): number => files.filter((file) => file.outcome === outcome).length;
  return {
    files,
    totals: {
      shared: count('shared'),
      alreadyThere: count('already-there'),
      refused: count('refused'),
      passedOver: count('passed-over'),
      recordsOpened,
    },
  };
};
