// SPDX-License-Identifier: Apache-2.0
/**
 * Notices: who is told what, by which channel, once.
 *
 * `createNotices` is the port for other rooms, in every process: the address book (`contacts`), what is sent at once and
 * kept nowhere (`sendNow`: codes, secret links), and what somebody is told about their account (`notify`). What a record
 * gives cause for needs no call: `startNotices`, in one process, reads it off the journal and sends it.
 */
export { type Contact, type Contacts, isAddress, type Language } from './contacts.ts';
export { countNotices } from './count.ts';
export type { Senders } from './deliver.ts';
export { type Channel, type Facts, type NoticeKind, noticeRules, type Preferences } from './kinds.ts';
export { createNotices, type Destination, type Notices } from './notices.ts';
export { skipHistory } from './read-journal.ts';
export { noticesOf } from './read-notices.ts';
export { sendersOf } from './settings.ts';
export { startNotices } from './start.ts';
export type { Message } from './texts/types.ts';
