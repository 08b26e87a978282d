// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { Pool, PoolClient } from 'pg';
import { run } from '../store/index.ts';
import type { Channel, Preferences } from './kinds.ts';
import { deleteContact, insertContact, readContact } from './statements/contacts.ts';

/** Languages that there are texts in; the first where nothing is known. */
export const languages = ['fr', 'en'] as const;

export type Language = (typeof languages)[number];

/** Where a party can be reached. Who writes an address here has proven that it is theirs. */
export interface Contact {
  readonly language: Language;
  readonly email?: string;
  /** E.164: `+33600000001`. */
  readonly phone?: string;
  readonly preferences: Preferences;
}

/** The address book of the house, by party key. */
export interface Contacts {
  read(party: PartyKey): Promise<Contact | undefined>;
  /** Takes the place of what there was. Throws a TypeError for an address that is none: it was proven, so it is one. */
  put(party: PartyKey, contact: Contact): Promise<void>;
  remove(party: PartyKey): Promise<void>;
}

const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
const PHONE = /^\+[1-9]\d{5,14}$/;

/** Whether mail or a message can be addressed to it: one address, no name, nothing that ends a header. */
export const isAddress = (channel: Channel, text: string): boolean => (channel === 'email' ? EMAIL : PHONE).test(text);

export const addressOf = (contact: Contact | undefined, channel: Channel): string | undefined =>
  channel === 'email' ? contact?.email : contact?.phone;

const check = ({ email, phone }: Contact): void => {
  if (email !== undefined && !isAddress('email', email)) throw new TypeError('The e-mail address is none.');
  if (phone !== undefined && !isAddress('sms', phone)) throw new TypeError('The phone number is not in E.164.');
};

export const contactOf = async (on: Pool | PoolClient, party: PartyKey): Promise<Contact | undefined> => {
  const [row] = (await run(on, readContact, [party])).rows;
  if (row === undefined) return undefined;
  const { language, email, phone, preferences } = row;
  return { language, preferences, ...(email !== null && { email }), ...(phone !== null && { phone }) };
};

export const createContacts = (pool: Pool, clock: { now(): string }): Contacts => ({
  read: (party) => contactOf(pool, party),
  put: async (party, contact) => {
    check(contact);
    const { language, email = null, phone = null, preferences } = contact;
    await run(pool, insertContact, [party, language, email, phone, JSON.stringify(preferences), clock.now()]);
  },
  remove: async (party) => {
    await run(pool, deleteContact, [party]);
  },
});
