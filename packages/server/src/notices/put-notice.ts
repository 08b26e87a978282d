// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Instant } from '@dossier/core/time';
import type { PoolClient } from 'pg';
import { run } from '../store/index.ts';
import { addressOf, contactOf } from './contacts.ts';
import { type Channel, channelsFor } from './kinds.ts';
import type { Plan } from './plan.ts';
import { insertDelivery, insertNotice } from './statements/notices.ts';

/** The task of the job queue that sends a notice by one channel. */
export const DELIVER = 'deliver-notice';

/** With the back-off of the queue (e^attempt seconds, 6 hours at most) about three days. */
export const ATTEMPTS = 20;

export interface NewNotice extends Plan {
  readonly recordId?: string;
  readonly at: Instant;
}

/**
 * Writes a notice and its way out in the caller's transaction: all of it is there with the cause, or nothing. One that
 * is there already stays as it is. Answers whether it is new.
 *
 * @param open the channels that this house has
 */
export const putNotice = async (
  client: PoolClient,
  { receiver, cause, kind, role, recordId, facts, at }: NewNotice,
  open: readonly Channel[],
): Promise<boolean> => {
  const id = randomUUID();
  const values = [id, receiver, cause, kind, role, recordId ?? null, JSON.stringify(facts), at];
  const { rowCount } = await run(client, insertNotice, values);
  if (rowCount !== 1) return false;
  const contact = await contactOf(client, receiver);
  for (const channel of channelsFor(kind, contact?.preferences ?? {}))
    if (open.includes(channel) && addressOf(contact, channel) !== undefined)
      await run(client, insertDelivery, [id, channel, DELIVER, ATTEMPTS]);
  return true;
};
