// SPDX-License-Identifier: Apache-2.0

/** A way out of the house. Every notice is also kept where its receiver reads it after signing in. */
export type Channel = (typeof channels)[number];

export const channels = ['email', 'sms'] as const;

export interface KindRules {
  /** Where the receiver wishes nothing else. */
  readonly channels: readonly Channel[];
  /** Told by some channel at any rate: a wish chooses which, and an empty one is none. */
  readonly always: boolean;
}

/** What can be told. `always` stands where the law or safety asks for it (domain §2.6, R.1111-53 CSP). */
const kinds = {
  /** A professional has looked into the record for the first time: always told. */
  'first-access': { channels: ['email'], always: true },
  /** Break-glass, emergency dispatch: to the patient and the attending doctor, at once. */
  'emergency-access': { channels: ['email', 'sms'], always: true },
  /** Day 14 of a document that is hidden from the patient (R.1111-53 CSP), in neutral words. */
  announcement: { channels: ['email'], always: true },
  /** An authorisation, block or other decision, changed by somebody else than the patient. */
  'consent-changed': { channels: ['email'], always: false },
  'delegation-begun': { channels: ['email'], always: true },
  'delegation-ended': { channels: ['email'], always: true },
  /** The record will open unless the patient opposes (R.1111-28 CSP). */
  'record-announced': { channels: ['email'], always: true },
  'record-opened': { channels: ['email'], always: true },
  'record-closed': { channels: ['email'], always: true },
  'destruction-requested': { channels: ['email'], always: true },
  /** Somebody signed in from a device that the account did not know. */
  'new-device': { channels: ['email'], always: true },
  /** A password, passkey or other factor was added, changed or removed. */
  'factor-changed': { channels: ['email'], always: true },
} as const satisfies Record<string, KindRules>;

export type NoticeKind = keyof typeof kinds;

/** Every kind, with what holds where nothing is wished. */
export const noticeRules: Readonly<Record<NoticeKind, KindRules>> = kinds;

/** As whom somebody is told: the words differ. */
export type Role = 'patient' | 'representative' | 'attending-doctor' | 'holder';

/** Small facts for the words of a notice: names of professionals, modes. Never clinical content, never a patient's name. */
export type Facts = Readonly<Record<string, string>>;

/** Channels wished for by kind. */
export type Preferences = Readonly<Partial<Record<NoticeKind, readonly Channel[]>>>;

/** By which channels somebody with these wishes is told. */
export const channelsFor = (kind: NoticeKind, preferences: Preferences): readonly Channel[] => {
  const rules: KindRules = kinds[kind];
  const wished = preferences[kind];
  if (wished === undefined || (rules.always && wished.length === 0)) return rules.channels;
  return channels.filter((channel) => wished.includes(channel));
};
