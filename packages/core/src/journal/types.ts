// SPDX-License-Identifier: Apache-2.0

import type { LawVersion, Operation } from '../access/index.ts';
import type { Actor, PartyKey } from '../actors/index.ts';
import type { Instant } from '../time/index.ts';

/** What an entry keeps of the actor: enough to be recognised by the patient, nothing that identifies the patient. */
export interface JournalActor {
  readonly kind: Actor['kind'];
  readonly key: PartyKey;
  /** Absent for the patient and their delegates, whose names live in the identity tables only. */
  readonly name?: string;
  readonly profession?: string;
  readonly specialty?: string;
  readonly organizationId?: string;
  readonly organizationName?: string;
  readonly authentication: Actor['authentication'];
  readonly mode: Actor['mode']['kind'];
  /** Justification of a break-glass access (R.1111-48 CSP). */
  readonly reason?: string;
  readonly application?: string;
}

export type JournalOutcome = 'success' | 'refused' | 'failure';

/**
 * One access or one decision. The canonical encoding of this value is a leaf of the transparency log:
 * nothing outside it is signed, nothing in it can change without being found.
 */
export interface JournalEntry {
  /** Random UUID; makes the leaf hash unguessable. */
  readonly entryId: string;
  /** The nil UUID where no record could be named. */
  readonly recordId: string;
  readonly at: Instant;
  readonly actor: JournalActor;
  readonly operation: Operation | SystemOperation | AccountOperation;
  readonly outcome: JournalOutcome;
  /** Reason codes of the gates, or the error code. */
  readonly reasons: readonly string[];
  /** logicalIds of the documents concerned. */
  readonly documents: readonly string[];
  readonly law: readonly LawVersion[];
  /** Kept from legal representatives (secret session). */
  readonly secret: boolean;
  /** Small facts in the words of the operation: number of documents found, kind of consent, states. No identity, no content. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** What the house does by itself. */
export type SystemOperation =
  | 'announcement.notice' // day 14, R.1111-53 CSP
  | 'announcement.release' // one month, R.1111-53 CSP
  | 'record.open-automatically'
  | 'record.destroy-at-term'
  | 'keys.rotate'
  | 'journal.retire'; // R.1111-36 CSP

/** What persons do with the account by which they sign in. */
export type AccountOperation =
  | 'account.hand-out-secret'
  | 'account.activate'
  | 'account.sign-in'
  | 'account.add-factor'
  | 'account.remove-factor'
  | 'account.change-password'
  | 'account.forget-device'
  | 'account.change-contact'
  | 'account.disable'
  | 'account.end-session'
  | 'account.end-grant'
  | 'account.end-everything';

export const NO_RECORD = '00000000-0000-0000-0000-000000000000';
