// SPDX-License-Identifier: Apache-2.0
import { headHash } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { journalCrypto, type VerifyReport, verifyJournal } from '../store/journal/index.ts';

export interface JournalVerifyOptions {
  readonly pool: Pool;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /** Takes whole lines, each with its line end. */
  readonly out: { write(text: string): unknown };
}

const PROGRESS_EVERY_MS = 2000;

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const result = (report: VerifyReport): readonly string[] => {
  const entries = counted(report.entries, 'entry', 'entries');
  const batches = counted(report.batches, 'sealed batch', 'sealed batches');
  const unsealed =
    report.unsealed === 0 ? [] : [`${counted(report.unsealed, 'entry is', 'entries are')} not sealed yet.`];
  const head = report.head ? [`Newest head: ${headHash(journalCrypto.sha256, report.head.head)}.`] : [];
  if (report.ok) return [`Green: ${entries} in ${batches} are as they were written.`, ...unsealed, ...head];
  const hidden = report.problemCount - report.problems.length;
  return [
    `Red: ${counted(report.problemCount, 'problem', 'problems')} in ${entries} and ${batches}.`,
    ...report.problems.map(({ sentence }) => `  ${sentence}`),
    ...(hidden > 0 ? [`  … and ${hidden} more.`] : []),
    ...unsealed,
    ...head,
  ];
};

/**
 * `dossier journal verify`: checks the whole journal of a database and names each row that is not as it was written.
 *
 * @returns exit code: 0 when the journal is green, 1 when it is red
 */
export const journalVerify = async ({ pool, publicKey, out }: JournalVerifyOptions): Promise<number> => {
  let printedAt = Date.now();
  const report = await verifyJournal({
    pool,
    publicKey,
    onProgress: ({ batches, ofBatches, entries }) => {
      if (Date.now() - printedAt < PROGRESS_EVERY_MS && batches < ofBatches) return;
      printedAt = Date.now();
      out.write(`Checked ${batches} of ${ofBatches} batches, ${counted(entries, 'entry', 'entries')}.\n`);
    },
  });
  for (const line of result(report)) out.write(`${line}\n`);
  return report.ok ? 0 : 1;
};
