// SPDX-License-Identifier: Apache-2.0

export interface GrowthOptions {
  /** Numbers of documents, in hundreds, each measured in an installation of its own. */
  readonly sizes: readonly number[];
  /** Folder in which the installations are made. */
  readonly folder: string;
  /** Leave the installations where they are, and measure those that are there already. */
  readonly keep: boolean;
  readonly rounds: number;
  readonly secondsARound: number;
  /** Documents of the record that many read at once; 0 leaves it out. */
  readonly hotDocuments: number;
  /** Revisions after which the tables are looked at; 0 leaves it out. */
  readonly revisions: number;
  /** SQL that changes the schema: the revisions are measured once more after it, to judge the change. */
  readonly schemaChange?: string;
}

/** The same, with somebody who is told of each step. */
export interface GrowthWork extends GrowthOptions {
  readonly onProgress: (step: string) => void;
}
