// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { PartyKey } from '@dossier/core/actors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../record/index.ts';
import { transaction } from '../store/index.ts';
import type { SendFailure } from './channels/types.ts';
import { addressOf, type Contacts, createContacts, isAddress, type Language, languages } from './contacts.ts';
import type { Senders } from './deliver.ts';
import { type Channel, channels, type Facts, type NoticeKind } from './kinds.ts';
import { putNotice } from './put-notice.ts';
import { composeMessage } from './texts/compose.ts';
import type { Message } from './texts/types.ts';

/** A party whom the house can reach, or an address that is still to be proven. */
export type Destination =
  | { readonly party: PartyKey; readonly channel?: Channel }
  | { readonly channel: Channel; readonly address: string; readonly language: Language };

export interface Notices {
  readonly contacts: Contacts;
  /**
   * Sends a code or a secret link at once and keeps nothing of it; nobody tries again. Without a channel the first that
   * the party has: e-mail, then SMS. Answers by which it went.
   */
  sendNow(to: Destination, message: Message): Promise<Result<Channel, SendFailure | 'no-address'>>;
  /**
   * Tells a party something about their account (`new-device`, `factor-changed`, …): kept for them to read, and sent by
   * the channels that they wish for. With `cause` the same is told once, however often it is said; with `client` it is
   * written in the caller's transaction.
   */
  notify(
    party: PartyKey,
    kind: NoticeKind,
    facts: Facts,
    options?: { readonly cause?: string; readonly client?: PoolClient },
  ): Promise<void>;
  /** Closes connections to servers; the pool is the caller's. */
  close(): void;
}

export interface NoticesOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly senders: Senders;
}

/** The channels that this house has. */
export const openChannels = (senders: Senders): readonly Channel[] =>
  channels.filter((channel) => senders[channel] !== undefined);

export const createNotices = ({ pool, clock, senders }: NoticesOptions): Notices => {
  const contacts = createContacts(pool, clock);
  const open = openChannels(senders);

  /** Undefined where there is none. */
  const destination = async (to: Destination): Promise<Exclude<Destination, { party: string }> | undefined> => {
    if ('address' in to) return isAddress(to.channel, to.address) ? to : undefined;
    const contact = await contacts.read(to.party);
    const channel = open.find((one) => (to.channel ?? one) === one && addressOf(contact, one) !== undefined);
    const address = channel && addressOf(contact, channel);
    return channel && address ? { channel, address, language: contact?.language ?? languages[0] } : undefined;
  };

  return {
    contacts,
    sendNow: async (to, message) => {
      const found = await destination(to);
      const sender = found && senders[found.channel];
      if (found === undefined || sender === undefined) return fail('no-address');
      const composed = composeMessage(found.language, message);
      const sent = await sender.send({ to: found.address, id: randomUUID(), composed });
      return sent.ok ? ok(found.channel) : sent;
    },
    notify: async (receiver, kind, facts, { cause = randomUUID(), client } = {}) => {
      const at = clock.now();
      const notice = { receiver, role: 'patient', kind, cause: `told:${cause}`, facts: { at, ...facts }, at } as const;
      if (client) await putNotice(client, notice, open);
      else await transaction(pool, (own) => putNotice(own, notice, open));
    },
    close: () => {
      for (const sender of Object.values(senders)) sender.close();
    },
  };
};
