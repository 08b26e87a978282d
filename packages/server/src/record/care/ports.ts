// SPDX-License-Identifier: Apache-2.0
import type { Allowed } from '@dossier/core/access';
import type { AccessMode, PartyKey } from '@dossier/core/actors';
import type { RecordPolicy } from '@dossier/core/consent';
import type { Ins, NameKeys, Traits } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';

/** An invitation of a carer. The secret is not in it: whoever holds that got it when the invitation was made. */
export interface Invitation {
  readonly invitationId: string;
  /** Public half of the code, by which it is found. */
  readonly handle: string;
  /** Code of what the carer may do. */
  readonly grant: string;
  readonly purpose: string;
  /** When the delegation ends by itself. */
  readonly until?: Instant;
  readonly createdAt: Instant;
  readonly createdBy: PartyKey;
  readonly expiresAt: Instant;
  readonly attempts: number;
  readonly attemptsLimit: number;
  /** Made in a secret session. */
  readonly secret: boolean;
}

export interface NewInvitation extends Omit<Invitation, 'attempts'> {
  /** SHA-256. */
  readonly secretHash: Uint8Array;
}

/** An invitation that somebody tries to accept; the attempt is counted already. */
export interface TriedInvitation extends Invitation {
  readonly recordId: string;
  readonly secretHash: Uint8Array;
}

/** An access without authorisation, as it is looked at afterwards: identities and times, no content, no reason. */
export interface EmergencyAccess {
  readonly accessId: string;
  readonly recordId: string;
  readonly mode: Exclude<AccessMode['kind'], 'normal'>;
  readonly reviewed: boolean;
  readonly holder: PartyKey;
  readonly holderName: string;
  readonly profession: string;
  readonly organizationId?: string;
  readonly organizationName?: string;
  readonly openedAt: Instant;
  readonly until: Instant;
}

/** What was judged of an access. */
export interface Verdict {
  readonly verdict: string;
  readonly by: PartyKey;
  readonly byName: string;
  readonly at: Instant;
  readonly comment?: string;
}

export interface QueuedAccess extends EmergencyAccess {
  /** The last one; absent before the first. */
  readonly verdict?: string;
}

export interface AccessQuery {
  /** Only those without a verdict, or with this one. */
  readonly verdict?: string | 'none';
  readonly organizationId?: string;
  readonly limit: number;
  readonly after?: { readonly openedAt: Instant; readonly accessId: string };
}

/** Figures of one organisation over a time; professionals without one stand under an absent id. */
export interface EmergencyFigures {
  readonly organizationId?: string;
  readonly organizationName?: string;
  readonly accesses: number;
  readonly professionals: number;
  readonly records: number;
  /** Number by verdict; `none` for those that have none yet. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** When the oldest was opened that has no final verdict. */
  readonly oldestWaiting?: Instant;
}

/** A record that a person may have to do with: their own, or one to which they have a relation. */
export interface DossierCandidate {
  readonly policy: RecordPolicy;
  readonly ins?: Ins;
  readonly traits: Traits;
}

/** A record whose folded traits meet some of those asked; the candidate is compared with its traits. */
export interface TraitsCandidate {
  readonly recordId: string;
  readonly traits: Traits;
}

/** What the writer of one transaction adds here; all commits with the journal entry. */
export interface CareWriter {
  insertInvitation(invitation: NewInvitation): Promise<void>;
  /** Throws a WriteConflictError (`state-changed`) where it was accepted or withdrawn, or has run out. */
  acceptInvitation(invitationId: string, by: PartyKey, at: Instant): Promise<void>;
  withdrawInvitation(invitationId: string, at: Instant): Promise<void>;
  insertEmergencyAccess(access: EmergencyAccess): Promise<void>;
  insertVerdict(accessId: string, verdict: Verdict): Promise<void>;
}

export interface CareStore {
  /** Finds an invitation that is open by its handle and counts the attempt, in one statement; undefined where none is. */
  tryInvitation(handle: string, at: Instant): Promise<TriedInvitation | undefined>;
  /** Those that can still be accepted, the newest first. */
  openInvitations(allowed: Allowed, at: Instant): Promise<readonly Invitation[]>;
  /** Asked for the person themself only: what they may do on each of these, the gates say. */
  dossierCandidates(personId: string): Promise<readonly DossierCandidate[]>;
  /** Records that meet most of the folded traits, at most `limit`. Each is decided on by itself before it is shown. */
  findByTraits(allowed: Allowed, keys: NameKeys, limit: number): Promise<readonly TraitsCandidate[]>;
  /** The same of the records to which one of these holders has a relation. */
  findByTraitsHeld(holders: readonly PartyKey[], keys: NameKeys, limit: number): Promise<readonly TraitsCandidate[]>;
  /** Records on which one of these holders is authorised or attending, the latest first, at most `limit`. */
  recordsHeld(
    allowed: Allowed,
    holders: readonly PartyKey[],
    query: { readonly at: Instant; readonly since?: Instant; readonly limit: number },
  ): Promise<readonly { readonly recordId: string; readonly from: Instant }[]>;
  /** Folds the names of records of which that is not done by these rules yet; answers how many. */
  foldNames(rules: string, limit: number, fold: (traits: Traits) => NameKeys): Promise<number>;
  /** Across records; the oldest first. */
  queuedAccesses(allowed: Allowed, query: AccessQuery): Promise<readonly QueuedAccess[]>;
  /** Of one record. */
  readAccess(
    allowed: Allowed,
    accessId: string,
  ): Promise<{ readonly access: QueuedAccess; readonly verdicts: readonly Verdict[] } | undefined>;
  /** Where an access is; for the one who is about to review it. */
  recordOfAccess(allowed: Allowed, accessId: string): Promise<string | undefined>;
  emergencyFigures(
    allowed: Allowed,
    span: { readonly from: Instant; readonly to: Instant; readonly undecided: string },
  ): Promise<readonly EmergencyFigures[]>;
}
