// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '@dossier/core/actors';
import type { JournalEntry } from '@dossier/core/journal';
import type { Pool, PoolClient } from 'pg';
import type { Clock } from '../record/index.ts';
import type { IsCommon } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { AccountRules } from './rules.ts';
import type { Secrets } from './secrets.ts';
import type { Throttle } from './throttle.ts';

export type Channel = 'email' | 'sms';

export type AccountNotice = 'new-device' | 'factor-changed';

/** How this room reaches a person. Who implements it knows the contacts. */
export interface AccountNotices {
  /** The ways by which this person can be reached now. */
  channelsOf(party: PartyKey): Promise<readonly Channel[]>;
  /** Sends a one-time code at once, good for so many minutes. */
  sendCode(party: PartyKey, channel: Channel, code: string, minutes: number): Promise<void>;
  /** Tells of something that happened to the account; the device as it calls itself. */
  sendNotice(party: PartyKey, kind: AccountNotice, facts?: { readonly device?: string }): Promise<void>;
}

/** Where a person is reached, and what they wish to be told by which way. */
export interface ContactCard {
  readonly language: 'fr' | 'en';
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  /** Ways wished for by kind of notice. */
  readonly preferences: Readonly<Record<string, readonly Channel[]>>;
}

/** What can be told, and whether it is told in any case. */
export interface TellableKind {
  readonly kind: string;
  readonly channels: readonly Channel[];
  readonly always: boolean;
}

/** The address book, as its owner changes it. */
export interface AddressBook {
  readonly kinds: readonly TellableKind[];
  /** The ways that this house can send by. */
  readonly channels: readonly Channel[];
  isAddress(channel: Channel, address: string): boolean;
  read(party: PartyKey): Promise<ContactCard | undefined>;
  put(party: PartyKey, card: ContactCard): Promise<void>;
  /** Sends a code to an address that is to be proven; false where it could not go. */
  proveAddress(
    to: { readonly channel: Channel; readonly address: string; readonly language: ContactCard['language'] },
    code: string,
    minutes: number,
  ): Promise<boolean>;
  /** Says at the former address that it is none any more. */
  tellReplaced(to: {
    readonly channel: Channel;
    readonly address: string;
    readonly language: ContactCard['language'];
  }): Promise<void>;
  /** Sends the link of an invitation; false where it could not go. */
  sendInvitation(address: string, language: ContactCard['language'], url: string): Promise<boolean>;
}

/** What the use cases of this room may reach. */
export interface AccountPorts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly rules: AccountRules;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  readonly isCommon: IsCommon;
  readonly journal: (entry: JournalEntry) => Promise<void>;
  /** Absent: codes by e-mail and SMS are not offered. */
  readonly notices?: AccountNotices;
  readonly addressBook: AddressBook;
  /** Ends what is open for this person beside this room: signed-in browsers and applications that act for them. */
  readonly endElsewhere: (client: PoolClient, personId: string) => Promise<void>;
}

/** Where an attempt comes from. */
export interface Origin {
  readonly source: string;
  /** What the device cookie holds. */
  readonly deviceToken?: string;
  /** How the browser calls itself; shown to its owner in the list of devices. */
  readonly deviceLabel: string;
}

export interface Account {
  readonly accountId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string | null;
  readonly passwordHash: string | null;
}
