// SPDX-License-Identifier: Apache-2.0
import { parseArgs } from 'node:util';
import { checkSize } from './population.ts';

export interface GrowthOptions {
  /** Numbers of documents, each measured in an installation of its own. */
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
  /** Told of each step. */
  readonly onProgress: (step: string) => void;
}

/** `--sizes 10000,1000000 --folder /tmp/x --keep --rounds 3 --seconds 10 --hot 50000 --revisions 1000000 --schema-change …` */
export const readOptions = (args: readonly string[], onProgress: GrowthOptions['onProgress']): GrowthOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10000,1000000,10000000' },
      folder: { type: 'string', default: '.dossier-growth' },
      keep: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '10' },
      hot: { type: 'string', default: '50000' },
      revisions: { type: 'string', default: '1000000' },
      'schema-change': { type: 'string' },
    },
  });
  return {
    sizes: values.sizes.split(',').map((size) => checkSize(Number(size))),
    folder: values.folder,
    keep: values.keep,
    rounds: Number(values.rounds),
    secondsARound: Number(values.seconds),
    hotDocuments: Number(values.hot),
    revisions: Number(values.revisions),
    ...(values['schema-change'] !== undefined && { schemaChange: values['schema-change'] }),
    onProgress,
  };
};
