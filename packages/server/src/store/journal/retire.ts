// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { systemActor } from '@dossier/core/actors';
import type { TimeRules } from '@dossier/core/data';
import { type JournalEntry, journalActorOf, merkleRoot, NO_RECORD, sameBytes } from '@dossier/core/journal';
import { addDelay, type Delay, type Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import { StartError } from '../../start-error.ts';
import { run } from '../statement.ts';
import { transaction } from '../transaction.ts';
import { sha256 } from './crypto.ts';
import { requireLog, storedLogOf } from './heads.ts';
import { type HeadKeeper, readKeepableHead } from './kept-head.ts';
import { leavesOf } from './log-tree.ts';
import { isLockTimeout } from './months.ts';
import { createRanges, type Month, type PlaceRange, signRetirement } from './retirement.ts';
import { flawsOf, valuesOf } from './rows.ts';
import type { JournalSigner } from './signing-key.ts';
import { insertEntry } from './statements/insert-entry.ts';
import { readBatch } from './statements/read-batch.ts';
import { readLog } from './statements/read-log.ts';
import { readMonths } from './statements/read-months.ts';
import {
  countHeldBack,
  dropMonth,
  insertRetirement,
  lockMonth,
  lockRetirement,
  readMonthRows,
  readReach,
} from './statements/retire-month.ts';

export interface RetireOptions {
  readonly pool: Pool;
  readonly signer: JournalSigner;
  readonly clock: { now(): Instant };
  /** The law that says how long traces are kept. */
  readonly timeRules: Pick<TimeRules, 'id' | 'version' | 'archiveAfterClosure'>;
  /** Where the newest head is kept outside the database: nothing is signed on a log that does not extend it. */
  readonly heads?: HeadKeeper;
  /** Only months before this one. */
  readonly before: Month;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
}

export interface MonthOutcome {
  readonly month: Month;
  readonly entries: number;
  /**
   * `retired`: its entries are dropped, or would be. `held`: some may not go yet. `unsealed`: some are in no batch yet.
   * `damaged`: some are not what was sealed, and dropping them would hide it.
   */
  readonly outcome: 'retired' | 'held' | 'unsealed' | 'damaged';
  /** How many entries stand in the way. */
  readonly inTheWay: number;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Dropping a partition waits for those who read the journal, and everyone who comes waits behind it. */
const LOCK_TIMEOUT = '3s';

const backwards = (delay: Delay): Delay =>
  Object.fromEntries(Object.entries(delay).map(([unit, count]) => [unit, -(count ?? 0)]));

/** The act itself leaves an entry: nobody's record in particular. */
const traceOf = (month: Month, entries: number, { clock, timeRules }: RetireOptions): JournalEntry => ({
  entryId: randomUUID(),
  recordId: NO_RECORD,
  at: clock.now(),
  actor: journalActorOf(systemActor('journal-retirement')),
  operation: 'journal.retire',
  outcome: 'success',
  reasons: [],
  documents: [],
  law: [{ id: timeRules.id, version: timeRules.version }],
  secret: false,
  detail: { month, entries },
});

interface Located {
  readonly places: readonly PlaceRange[];
  readonly found: number;
  readonly damaged: number;
}

/** Walks the batches from the first that can hold an entry of the month until all are found. */
const locate = async (client: PoolClient, month: Month, firstSeq: string, entries: number): Promise<Located> => {
  const reach = (await run(client, readReach, [firstSeq])).rows[0];
  const { add, ranges } = createRanges();
  let [found, damaged] = [0, 0];
  for (let number = Number(reach?.first ?? Infinity); number < Number(reach?.batches) && found < entries; number++) {
    const batch = (await run(client, readBatch, [number])).rows[0];
    if (!batch) throw new StartError(`Batch ${number} of the journal is gone; run dossier journal verify.`);
    const rows = new Map((await run(client, readMonthRows(month), [batch.seqs])).rows.map((row) => [row.seq, row]));
    const leaves = leavesOf(batch.leaf_hashes);
    const isBatch = sameBytes(merkleRoot(sha256, leaves), batch.root);
    for (const [index, seq] of batch.seqs.entries()) {
      const row = rows.get(seq);
      if (row === undefined) continue;
      const isSealed =
        isBatch &&
        row.record_id === batch.record_ids[index] &&
        row.entry_id === batch.entry_ids[index] &&
        sameBytes(row.leaf_hash, leaves[index] ?? new Uint8Array());
      if (!isSealed || flawsOf(row).length > 0) damaged += 1;
      found += 1;
      add(number, index, index === batch.seqs.length - 1);
    }
  }
  return { places: ranges, found, damaged };
};

const retireMonth = async (client: PoolClient, month: Month, options: RetireOptions): Promise<MonthOutcome> => {
  const { signer, clock, timeRules, dryRun } = options;
  await run(client, lockMonth(month), []);
  const cutoff = addDelay(clock.now(), backwards(timeRules.archiveAfterClosure));
  const counted = (await run(client, countHeldBack(month), [cutoff])).rows[0];
  const { entries, held, first_seq } = counted ?? { entries: 0, held: 0, first_seq: null };
  const outcome = (kind: MonthOutcome['outcome'], inTheWay = 0): MonthOutcome => ({
    month,
    entries,
    outcome: kind,
    inTheWay,
  });
  if (held > 0) return outcome('held', held);
  const { places, found, damaged } =
    first_seq === null ? { places: [], found: 0, damaged: 0 } : await locate(client, month, first_seq, entries);
  if (damaged > 0) return outcome('damaged', damaged);
  if (found < entries) return outcome('unsealed', entries - found);
  if (dryRun) return outcome('retired');
  const log = storedLogOf(requireLog((await run(client, readLog, [])).rows[0]), signer.publicKey);
  const law = { id: timeRules.id, version: timeRules.version };
  const retirement = { logId: log.logId, month, entries, places, retiredAt: clock.now(), law, keyId: signer.keyId };
  const { statement, signature } = signRetirement(retirement, signer);
  await run(client, insertRetirement, [`${month}-01`, statement, signature]);
  await run(client, insertEntry, valuesOf(traceOf(month, entries, options)));
  await run(client, dropMonth, [`${month}-01`]);
  return outcome('retired');
};

/**
 * Retires the months before one, the oldest first, each in a transaction of its own: where all entries of a month may
 * go, are sealed and are what was sealed, its partition is dropped. What stays are the batches with the leaf hashes, and
 * a signed statement of which entries were dropped; the act leaves an entry in the journal.
 *
 * @throws StartError when `before` is no month or has not passed, the log does not extend the kept head, or somebody
 *   reads the journal for too long
 */
export const retireMonths = async (options: RetireOptions): Promise<readonly MonthOutcome[]> => {
  const { pool, signer, clock, heads, before } = options;
  if (!MONTH.test(before)) throw new StartError(`${before} is not a month; write it as 2016-11.`);
  if (before > clock.now().slice(0, 7)) throw new StartError(`The month before ${before} is not over yet.`);
  if (heads) await readKeepableHead(pool, heads, signer.publicKey);
  const months = (await run(pool, readMonths, [])).rows.filter(({ month, there }) => there && month < before);
  const outcomes: MonthOutcome[] = [];
  for (const { month } of months) {
    const outcome = await transaction(pool, async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      // However long another process is at it.
      await run(client, lockRetirement, []);
      await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      // That one may have retired it.
      const now = (await run(client, readMonths, [])).rows.find((row) => row.month === month);
      return now?.there ? retireMonth(client, month, options) : undefined;
    }).catch((error: unknown) => {
      if (isLockTimeout(error))
        throw new StartError(`Somebody reads the journal, and ${month} could not be dropped; try again later.`);
      throw error;
    });
    if (outcome) outcomes.push(outcome);
  }
  return outcomes;
};
