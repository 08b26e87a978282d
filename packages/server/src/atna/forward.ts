// SPDX-License-Identifier: Apache-2.0
import { decodeEntry } from '@dossier/core/journal';
import type { Pool } from 'pg';
import { run, transaction } from '../store/index.ts';
import { type Loop, startLoop } from '../work/index.ts';
import { auditMessage } from './audit-message.ts';
import { type AuditRepository, sendFrames } from './repository.ts';
import { countWaiting, lastBatch, lockProgress, moveProgress, readEntries } from './statements/progress.ts';
import { syslogFrame } from './syslog.ts';

export interface Forwarding {
  readonly pool: Pool;
  readonly repository: AuditRepository;
  /** Name of this installation. */
  readonly source: string;
  /** Told of so many messages that were sent. */
  readonly onSent: (count: number) => void;
}

/** Batches of one turn; one holds about a thousand entries at most. */
const BATCHES = 4;

/**
 * Sends the next batches of the journal as audit messages (IHE ITI-20) and moves on, in one transaction, which another
 * house does not wait for: each entry is sent at least once and in order, whatever becomes of this process or of the
 * repository. Answers whether there may be more.
 */
export const forwardOn = ({ pool, repository, source, onSent }: Forwarding): Promise<boolean> =>
  transaction(pool, async (client) => {
    const next = (await run(client, lockProgress, [])).rows[0]?.next_batch;
    if (next === undefined) return false;
    const last = (await run(client, lastBatch, [next, BATCHES])).rows[0]?.last ?? undefined;
    if (last === undefined) return false;
    const { rows } = await run(client, readEntries, [next, last]);
    const frames = rows.flatMap(({ body }) => {
      const entry = decodeEntry(body);
      return entry.ok ? [syslogFrame(entry.value.at, auditMessage(entry.value, source))] : [];
    });
    if (frames.length > 0) await sendFrames(repository, frames);
    await run(client, moveProgress, [last + 1]);
    onSent(frames.length);
    return last + 1 === next + BATCHES;
  });

/** Forwards the journal until it is stopped. */
export const startForwarding = (
  forwarding: Forwarding,
  options: { readonly intervalMs: number; readonly onError: (error: unknown) => void },
): Loop => startLoop(() => forwardOn(forwarding), options);

/** Batches of the journal that the repository has not got yet. */
export const countUnsent = async (pool: Pool): Promise<number> =>
  (await run(pool, countWaiting, [])).rows[0]?.waiting ?? 0;
