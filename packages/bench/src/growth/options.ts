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
  /** Told of each step. */
  readonly onProgress: (step: string) => void;
}

/** `--sizes 10000,1000000 --folder /tmp/x --keep --rounds 3 --seconds 10 --hot 50000 --revisions 1000000` */
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
    onProgress,
  };
};
