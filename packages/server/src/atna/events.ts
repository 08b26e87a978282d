// SPDX-License-Identifier: Apache-2.0
import type { JournalEntry } from '@dossier/core/journal';

/** EventID (DICOM PS3.16 CID 400). */
export const kinds = {
  query: { id: '110112', text: 'Query' },
  export: { id: '110106', text: 'Export' },
  import: { id: '110107', text: 'Import' },
  record: { id: '110110', text: 'Patient Record' },
  override: { id: '110127', text: 'Emergency Override Started' },
  authentication: { id: '110114', text: 'User Authentication' },
  account: { id: '110137', text: 'User Security Attributes Changed' },
  activity: { id: '110100', text: 'Application Activity' },
  audit: { id: '110101', text: 'Audit Log Used' },
} as const;

export type EventKind = (typeof kinds)[keyof typeof kinds];

/** Transactions of IHE that an operation stands for, whichever face it came by. */
export const transactions = {
  'ITI-18': 'Registry Stored Query',
  'ITI-41': 'Provide and Register Document Set-b',
  'ITI-43': 'Retrieve Document Set',
  'ITI-47': 'Patient Demographics Query',
  'ITI-57': 'Update Document Set',
} as const;

/** EventActionCode (RFC 3881 §5.1.2): create, read, update, delete, execute. */
type Action = 'C' | 'R' | 'U' | 'D' | 'E';

interface Event {
  readonly kind: keyof typeof kinds;
  readonly action: Action;
  readonly transaction?: keyof typeof transactions;
}

const of = (kind: keyof typeof kinds, action: Action, transaction?: keyof typeof transactions): Event => ({
  kind,
  action,
  ...(transaction !== undefined && { transaction }),
});

/** What each operation of the journal is to an audit record repository. */
export const events: Readonly<Record<JournalEntry['operation'], Event>> = {
  'record.test-existence': of('query', 'E'),
  'record.read-administrative': of('record', 'R'),
  'record.list-authorized': of('query', 'E'),
  'record.search-traits': of('query', 'E', 'ITI-47'),
  'record.open': of('record', 'C'),
  'record.close': of('record', 'U'),
  'record.reopen': of('record', 'U'),
  'record.destroy': of('record', 'D'),
  'record.oppose': of('record', 'U'),
  'record.change-ins': of('record', 'U'),
  'authorization.declare': of('record', 'U'),
  'authorization.remove-own': of('record', 'U'),
  'attending-doctor.remove-self': of('record', 'U'),
  'consent.read': of('record', 'R'),
  'consent.change': of('record', 'U'),
  'document.share': of('import', 'C', 'ITI-41'),
  'document.find': of('query', 'E', 'ITI-18'),
  'document.find-reference': of('query', 'E', 'ITI-18'),
  'document.retrieve': of('export', 'R', 'ITI-43'),
  'document.mask': of('record', 'U', 'ITI-57'),
  'document.unmask': of('record', 'U', 'ITI-57'),
  'document.make-visible': of('record', 'U', 'ITI-57'),
  'document.archive': of('record', 'U', 'ITI-57'),
  'document.delete': of('record', 'D', 'ITI-57'),
  'delegation.invite': of('record', 'U'),
  'delegation.accept': of('record', 'U'),
  'delegation.leave': of('record', 'U'),
  'emergency.open': of('override', 'E'),
  'emergency.review': of('audit', 'R'),
  'journal.read': of('audit', 'R'),
  'access.explain': of('record', 'R'),
  'announcement.notice': of('activity', 'E'),
  'announcement.release': of('record', 'U'),
  'record.open-automatically': of('record', 'C'),
  'record.destroy-at-term': of('record', 'D'),
  'keys.rotate': of('activity', 'E'),
  'journal.retire': of('audit', 'D'),
  'account.hand-out-secret': of('account', 'E'),
  'account.activate': of('account', 'E'),
  'account.sign-in': of('authentication', 'E'),
  'account.add-factor': of('account', 'E'),
  'account.remove-factor': of('account', 'E'),
  'account.change-password': of('account', 'E'),
  'account.forget-device': of('account', 'E'),
  'account.change-contact': of('account', 'E'),
  'account.disable': of('account', 'E'),
  'account.end-session': of('authentication', 'E'),
  'account.end-grant': of('account', 'E'),
  'account.end-everything': of('account', 'E'),
};
