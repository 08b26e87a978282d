// SPDX-License-Identifier: Apache-2.0
import type { ConsistencyProof, InclusionProof, JournalEntry, SignedHead } from '@dossier/core/journal';
import type { Instant } from '@dossier/core/time';
import type { Pool, PoolClient } from 'pg';
import { run } from '../statement.ts';
import { createAppender } from './append.ts';
import { type Backlog, readBacklog } from './backlog.ts';
import type { HeadKeeper } from './kept-head.ts';
import { makeMonths } from './months.ts';
import { proveConsistency, proveEntry, readHead } from './prove.ts';
import { valuesOf } from './rows.ts';
import { sealAll } from './seal.ts';
import type { JournalSigner } from './signing-key.ts';
import { insertEntry } from './statements/insert-entry.ts';
import { type VerifyProgress, type VerifyReport, verifyJournal } from './verify.ts';

export interface JournalOptions {
  readonly pool: Pool;
  readonly signer: JournalSigner;
  readonly clock: { now(): Instant };
  /** Entries in one INSERT at most. */
  readonly groupSize?: number;
  /** Entries in one batch at most. */
  readonly batchSize?: number;
  /** Where the newest signed head is kept outside the database; without it a log cut at its end is not found. */
  readonly heads?: HeadKeeper;
}

/**
 * The journal of a database: table `journal_entry`, insert-only, with a partition for each month.
 *
 * Who reads it (a patient's page, a professional's own traces) selects `body`, the canonical text of the entry
 * (`decodeEntry`), by these columns, which repeat members of it: `record_id`, `entry_id`, `at`, `actor_key`,
 * `actor_kind`, `operation`, `outcome`, `secret`, `document_ids` (uuid[]). The key (record_id, at, entry_id),
 * read backwards, serves a record's journal newest first, with (at, entry_id) as the key of a page. A secret session's entries have
 * `secret`; entries that name no record have NO_RECORD.
 */
export interface Journal {
  /** Durable when it resolves. Concurrent entries share a commit. Throws a TypeError for a malformed entry. */
  append(entry: JournalEntry): Promise<void>;
  /** Inside the caller's transaction: there with the data, or gone with it. */
  insert(client: PoolClient, entry: JournalEntry): Promise<void>;
  /**
   * Seals what is committed; answers how many entries. Waits for a sealer of another process. Throws a StartError when
   * the journal was begun with another key, or does not extend the kept head.
   */
  seal(): Promise<number>;
  /**
   * Makes the partitions of the coming months, now and every hour, and seals every `intervalMs`. A failure goes to `onError` and the next turn tries again; entries are safe meanwhile,
   * but cannot be proven.
   */
  start(options: { readonly intervalMs: number; readonly onError?: (error: unknown) => void }): void;
  /** Ends the turns, waits for entries on their way, and seals them. */
  stop(): Promise<void>;
  /** Undefined when the record has no such entry, or while it is not sealed. */
  prove(recordId: string, entryId: string): Promise<InclusionProof | undefined>;
  /** The newest signed head; undefined while nothing is sealed. */
  head(): Promise<SignedHead | undefined>;
  /** What is not sealed yet; for whoever watches over the house. */
  backlog(): Promise<Backlog>;
  /** From the log of that many batches to the newest; undefined when there was no log of that size. */
  consistency(fromBatches: number): Promise<ConsistencyProof | undefined>;
  /** Checks everything; see `verifyJournal`. */
  verify(options?: { readonly onProgress?: (progress: VerifyProgress) => void }): Promise<VerifyReport>;
}

/** Turns of the sealer, of which the first looks at all months, the others at the newest. */
const WHOLE_EVERY = 20;

const MONTHS_EVERY_MS = 3_600_000;
/** When somebody else had the tables, or it failed. */
const MONTHS_AGAIN_MS = 60_000;

export const createJournal = ({
  pool,
  signer,
  clock,
  groupSize = 500,
  batchSize = 1024,
  heads,
}: JournalOptions): Journal => {
  const appender = createAppender(pool, groupSize);
  const sealing = { pool, signer, clock, batchSize, heads };
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const stopTurns = async (): Promise<void> => {
    clearInterval(timer);
    timer = undefined;
    await turn;
  };

  return {
    append: appender.append,
    insert: async (client, entry) => {
      await run(client, insertEntry, valuesOf(entry));
    },
    seal: () => sealAll(sealing, { wait: true, whole: true }),
    start: ({ intervalMs, onError }) => {
      if (timer) return;
      let atWork = false;
      let turns = 0;
      let monthsDueAt = 0;
      const makeDueMonths = async (): Promise<void> => {
        if (performance.now() < monthsDueAt) return;
        // Also after a failure: a statement that stops everyone for a moment is not tried again at every turn.
        monthsDueAt = performance.now() + MONTHS_AGAIN_MS;
        const made = await makeMonths(pool, clock.now());
        if (made !== undefined) monthsDueAt = performance.now() + MONTHS_EVERY_MS;
      };
      timer = setInterval(() => {
        if (atWork) return;
        atWork = true;
        const sealed = sealAll(sealing, { wait: false, whole: turns++ % WHOLE_EVERY === 0 });
        // Neither ends the turn while the other is at work.
        turn = Promise.allSettled([sealed, makeDueMonths()]).then((outcomes) => {
          atWork = false;
          for (const outcome of outcomes) if (outcome.status === 'rejected') onError?.(outcome.reason);
        });
      }, intervalMs);
      timer.unref();
    },
    stop: async () => {
      await stopTurns();
      await appender.drain();
      await sealAll(sealing, { wait: true, whole: true });
    },
    prove: (recordId, entryId) => proveEntry(pool, recordId, entryId),
    head: () => readHead(pool),
    backlog: () => readBacklog(pool),
    consistency: (fromBatches) => proveConsistency(pool, fromBatches),
    verify: async (options = {}) => {
      const kept = await heads?.read();
      return verifyJournal({ pool, publicKey: signer.publicKey, kept: kept ? [kept] : [], ...options });
    },
  };
};
