// SPDX-License-Identifier: Apache-2.0
import { decodeEntry, type JournalEntry, NO_RECORD } from '@dossier/core/journal';
import type { Pool, PoolClient } from 'pg';
import type { Ports } from '../record/index.ts';
import { run, transaction } from '../store/index.ts';
import type { Channel } from './kinds.ts';
import { accesses, type Cause, type Plan, planEmergency, planFirstAccess, planTold, told } from './plan.ts';
import { putNotice } from './put-notice.ts';
import {
  anyKept,
  beginHere,
  claimEmergency,
  claimFirstAccess,
  lastBatch,
  lockProgress,
  moveProgress,
  readCandidates,
} from './statements/journal.ts';
import { forgetRecord } from './statements/notices.ts';

interface Reading {
  readonly pool: Pool;
  readonly ports: Pick<Ports, 'store' | 'law'>;
  readonly open: readonly Channel[];
}

/** Batches of one turn; one holds about a thousand entries at most. */
const BATCHES = 16;

/** An access in an emergency consists of many requests: those of one hour are told once. */
const ONE_EMERGENCY = '1 hour';

/** The entry, its record as it stands, and whether it is kept from representatives. */
const causeOf = async (client: PoolClient, entry: JournalEntry, { ports }: Reading): Promise<Cause | undefined> => {
  const policy = await ports.store.loadPolicy({ recordId: entry.recordId });
  if (policy === undefined) return undefined;
  const law = ports.law(entry.at);
  const code = law.confidentiality.hiddenFromRepresentatives;
  const kept = async (): Promise<boolean> =>
    entry.documents.length > 0 &&
    (await run(client, anyKept, [entry.recordId, entry.documents, code])).rows[0]?.kept === true;
  return { entry, policy, law, secret: entry.secret || (await kept()) };
};

const claimed = async (result: Promise<{ readonly rowCount: number | null }>): Promise<boolean> =>
  (await result).rowCount === 1;

/** What an access gives notice of: the emergency, or that it is the first; not both. */
const planAccess = async (client: PoolClient, cause: Cause): Promise<readonly Plan[]> => {
  const { entry, secret } = cause;
  const { recordId, actor, at } = entry;
  const isFirst = await claimed(run(client, claimFirstAccess, [recordId, actor.key, !secret]));
  if (actor.mode === 'normal') return isFirst ? planFirstAccess(cause) : [];
  const isNew = await claimed(run(client, claimEmergency, [recordId, actor.key, actor.mode, at, ONE_EMERGENCY]));
  return isNew ? planEmergency(cause) : [];
};

const isOf = (list: readonly string[], { operation }: JournalEntry): boolean => list.includes(operation);

const handle = async (client: PoolClient, entry: JournalEntry, reading: Reading): Promise<void> => {
  const { recordId, at } = entry;
  if (recordId === NO_RECORD) return;
  if (entry.operation === 'record.destroy-at-term') {
    await run(client, forgetRecord, [recordId]);
    return;
  }
  const cause = await causeOf(client, entry, reading);
  if (cause === undefined) return;
  const plans = isOf(told, entry) ? planTold(cause) : isOf(accesses, entry) ? await planAccess(client, cause) : [];
  for (const plan of plans) await putNotice(client, { ...plan, recordId, at }, reading.open);
};

/**
 * Writes the notices that the next batches of the journal give cause for, and moves on, in one transaction: an entry is
 * looked at once, whatever becomes of this process. An entry commits with the write that it speaks of, and the log has
 * no gaps, so no cause is missed. Answers whether there may be more.
 */
export const readOn = (reading: Reading): Promise<boolean> =>
  transaction(reading.pool, async (client) => {
    const next = (await run(client, lockProgress, [])).rows[0]?.next_batch ?? 0;
    const last = (await run(client, lastBatch, [next, BATCHES])).rows[0]?.last ?? undefined;
    if (last === undefined) return false;
    const { rows } = await run(client, readCandidates, [next, last, told, accesses]);
    for (const { body } of rows) {
      const entry = decodeEntry(body);
      if (entry.ok) await handle(client, entry.value, reading);
    }
    await run(client, moveProgress, [last + 1]);
    return last + 1 === next + BATCHES;
  });

/** What the journal holds is nothing new: the history that a demonstration is loaded with. */
export const skipHistory = async (pool: Pool): Promise<void> => {
  await run(pool, beginHere, []);
};
