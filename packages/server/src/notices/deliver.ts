// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { Pool } from 'pg';
import { run } from '../store/index.ts';
import type { Sender, SendFailure } from './channels/types.ts';
import { addressOf, contactOf, languages } from './contacts.ts';
import type { Channel } from './kinds.ts';
import { holdDelivery, isWaiting, settleDelivery } from './statements/notices.ts';
import { composeNotice } from './texts/compose.ts';

export type Senders = Readonly<Partial<Record<Channel, Sender>>>;

export interface Delivering {
  readonly pool: Pool;
  readonly senders: Senders;
  /** Where receivers sign in. */
  readonly url: string;
  readonly onSent: (channel: Channel) => void;
  /** The secret that activates the receiver's account, made when it is sent; undefined where they need none. */
  readonly secretFor: (receiver: PartyKey) => Promise<SecretToSend | undefined>;
}

interface SecretToSend {
  readonly secret: string;
  readonly expiresAt: string;
  readonly sent: () => Promise<void>;
}

/** What stands in a job of the queue. */
export interface Job {
  readonly noticeId: string;
  readonly channel: Channel;
}

/** More than a sender waits for an answer, so that nobody else takes what is still being sent. */
export const HELD = '2 minutes';

/** Thrown to the queue, which tries again later. */
class DeliveryPutOffError extends Error {
  override readonly name = 'DeliveryPutOffError';
}

/**
 * Sends a notice by one channel, and marks it. Of two that have the same job, one sends; what is marked is not sent again.
 * Who ends between sending and marking leaves it to be sent a second time, under the same Message-ID: at least once,
 * and at most once for a receiver who looks at it.
 *
 * @throws DeliveryPutOffError when it is to be tried again
 */
export const deliver = async (
  { pool, senders, url, onSent, secretFor }: Delivering,
  { noticeId, channel }: Job,
  { isLast }: { readonly isLast: boolean },
): Promise<void> => {
  const [held] = (await run(pool, holdDelivery, [noticeId, channel, HELD])).rows;
  if (held === undefined) {
    if ((await run(pool, isWaiting, [noticeId, channel])).rowCount === 0) return;
    throw new DeliveryPutOffError('somebody else is sending it');
  }
  const settle = async (state: 'waiting' | 'sent' | 'failed', why?: SendFailure | 'no-address'): Promise<void> => {
    await run(pool, settleDelivery, [noticeId, channel, state, why ?? null]);
  };
  // Now, not when it was written: an address that was taken away is not written to.
  const contact = await contactOf(pool, held.receiver);
  const to = addressOf(contact, channel);
  if (to === undefined) return settle('failed', 'no-address');
  const activation =
    held.facts.activation === 'by-notice' && held.role === 'patient' ? await secretFor(held.receiver) : undefined;
  const facts = activation && {
    secret: activation.secret,
    secretUntil: activation.expiresAt,
    activateAt: `${url}/account/activate`,
  };
  const composed = composeNotice(
    contact?.language ?? languages[0],
    { ...held, facts: { ...held.facts, ...facts } },
    url,
  );
  const sent = await senders[channel]?.send({ to, id: `${noticeId}.${channel}`, composed });
  if (sent?.ok) {
    await activation?.sent();
    await settle('sent');
    return onSent(channel);
  }
  const why = sent?.error ?? 'unavailable';
  if (why === 'refused' || isLast) return settle('failed', why);
  await settle('waiting', why);
  throw new DeliveryPutOffError(why);
};
