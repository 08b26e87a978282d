// SPDX-License-Identifier: Apache-2.0
import { headHash } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { StartError } from '../start-error.ts';
import {
  headFileText,
  headKeeper,
  journalCrypto,
  type KeptHead,
  type MonthOutcome,
  type RetireOptions,
  readHeadFile,
  readKeepableHead,
  retireMonths,
  type VerifyReport,
  verifyJournal,
} from '../store/journal/index.ts';

interface JournalOptions {
  readonly pool: Pool;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
  /** Where the sealer keeps the newest head outside the database. */
  readonly headPath: string;
}

export interface JournalVerifyOptions extends JournalOptions {
  /** File with a head that somebody else kept. */
  readonly since?: string | undefined;
  /** Takes whole lines, each with its line end. */
  readonly out: { write(text: string): unknown };
}

const PROGRESS_EVERY_MS = 2000;

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const unsealedLine = (unsealed: number): string =>
  `${counted(unsealed, 'entry is', 'entries are')} not sealed yet: until then, that one was rewritten or removed does not show.`;

const retiredLine = ({ month, entries, retiredAt }: VerifyReport['retired'][number]): string =>
  `${counted(entries, 'entry', 'entries')} of ${month}: retired ${retiredAt}, as it is signed; the leaf hashes stay.`;

const result = (report: VerifyReport): readonly string[] => {
  const entries = counted(report.entries, 'entry', 'entries');
  const batches = counted(report.batches, 'sealed batch', 'sealed batches');
  const unsealed = report.unsealed === 0 ? [] : [unsealedLine(report.unsealed)];
  const retired = report.retired.map(retiredLine);
  const head = report.head ? [`Newest head: ${headHash(journalCrypto.sha256, report.head.head)}.`] : [];
  if (report.ok) return [`Green: ${entries} in ${batches} are as they were written.`, ...retired, ...unsealed, ...head];
  const hidden = report.problemCount - report.problems.length;
  return [
    `Red: ${counted(report.problemCount, 'problem', 'problems')} in ${entries} and ${batches}.`,
    ...report.problems.map(({ sentence }) => `  ${sentence}`),
    ...(hidden > 0 ? [`  … and ${hidden} more.`] : []),
    ...retired,
    ...unsealed,
    ...head,
  ];
};

const extendsLine = ({ name, signed: { head } }: KeptHead): string =>
  `The log extends ${name} (${counted(head.batches, 'batch', 'batches')} until ${head.sealedAt}).`;

const notKeptLine = (path: string): string =>
  `Yellow: no head is kept outside the database (${path} is not there), so a log cut at its end looks like a whole one.`;

const sinceOf = async (path: string): Promise<KeptHead> => {
  const signed = await readHeadFile(path);
  if (!signed) throw new StartError(`There is no file ${path}.`);
  return { name: `the head in ${path}`, signed };
};

/**
 * `dossier journal verify`: checks the whole journal of a database, names each row that is not as it was written, and
 * holds the log against the heads that were kept elsewhere.
 *
 * @returns exit code: 0 when nothing was found, 1 when the journal is red
 * @throws StartError when a file with a head is none
 */
export const journalVerify = async (options: JournalVerifyOptions): Promise<number> => {
  const { pool, publicKey, headPath, since, out } = options;
  // Before the snapshot of the database: the log may grow meanwhile, not the head.
  const own = await headKeeper(headPath).read();
  const kept = [...(own ? [own] : []), ...(since === undefined ? [] : [await sinceOf(since)])];
  let printedAt = Date.now();
  const report = await verifyJournal({
    pool,
    publicKey,
    kept,
    onProgress: ({ batches, ofBatches, entries }) => {
      if (Date.now() - printedAt < PROGRESS_EVERY_MS && batches < ofBatches) return;
      printedAt = Date.now();
      out.write(`Checked ${batches} of ${ofBatches} batches, ${counted(entries, 'entry', 'entries')}.\n`);
    },
  });
  const extended = report.ok ? kept.map(extendsLine) : [];
  for (const line of [...result(report), ...extended, ...(own ? [] : [notKeptLine(headPath)])]) out.write(`${line}\n`);
  return report.ok ? 0 : 1;
};

/**
 * `dossier journal head`: the newest signed head as JSON, for whoever keeps it.
 *
 * @throws StartError when nothing is sealed yet, or the log is not the one that was sealed
 */
export const newestHead = async ({ pool, publicKey, headPath }: JournalOptions): Promise<string> => {
  const head = await readKeepableHead(pool, headKeeper(headPath), publicKey);
  if (head === undefined) throw new StartError('Nothing is sealed yet, so there is no head.');
  return headFileText(head);
};

const entriesOf = (count: number): string => counted(count, 'entry', 'entries');

const monthLine = ({ month, entries, outcome, inTheWay }: MonthOutcome, dryRun: boolean): string => {
  switch (outcome) {
    case 'retired':
      return `${month}: ${entriesOf(entries)} ${dryRun ? 'would be' : entries === 1 ? 'is' : 'are'} retired.`;
    case 'held':
      return `${month}: kept, because ${entriesOf(inTheWay)} of ${entries} may not go yet.`;
    case 'unsealed':
      return `${month}: kept, because ${entriesOf(inTheWay)} of ${entries} ${inTheWay === 1 ? 'is' : 'are'} in no batch.`;
    case 'damaged':
      return `${month}: kept, because ${entriesOf(inTheWay)} of ${entries} ${inTheWay === 1 ? 'is' : 'are'} not what was sealed; run dossier journal verify.`;
  }
};

/**
 * `dossier journal retire`: drops the months before one whose entries may all go, or says which it would.
 *
 * @returns exit code: 1 when a month is damaged
 * @throws StartError when `before` is no month or has not passed, or the months cannot be dropped now
 */
export const journalRetire = async ({
  out,
  ...options
}: RetireOptions & Pick<JournalVerifyOptions, 'out'>): Promise<number> => {
  const outcomes = await retireMonths(options);
  if (outcomes.length === 0) out.write(`There is no month before ${options.before}.\n`);
  for (const outcome of outcomes) out.write(`${monthLine(outcome, options.dryRun)}\n`);
  return outcomes.some(({ outcome }) => outcome === 'damaged') ? 1 : 0;
};
