// SPDX-License-Identifier: Apache-2.0
import type { PartyKey } from '../actors/index.ts';
import type { IdentityStatus } from '../identity/index.ts';
import type { Instant } from '../time/index.ts';

/** Legal regime under which a record was opened (domain §1.1); the regimes are data. */
export type Regime = string;

/** `notified`: the person has been told and may still oppose; the record is not open yet. */
export type RecordState = 'notified' | 'open' | 'suspended' | 'closed' | 'destroyed';

/**
 * What the patient decides, or what ties someone to the record. One row each, with a beginning and an end;
 * a change ends one and begins another, so history is never lost.
 */
export type RelationKind =
  | 'authorization'
  | 'block'
  | 'attending-doctor' // médecin traitant
  | 'administrator' // professional whom the patient lets see masked documents
  | 'opposition-break-glass' // opposition bris de glace
  | 'opposition-emergency-dispatch' // opposition accès urgence (centre 15)
  | 'emergency-masked-permission' // masked documents may be seen in an emergency
  | 'default-confidentiality'
  | 'legal-representative'
  | 'carer'
  | 'agreed-autonomy' // a representative lets the minor act by themself before the age of doing so alone
  | 'emergency-access'; // an access without authorisation, for one professional and a bounded time

export interface Relation {
  readonly id: string;
  readonly kind: RelationKind;
  /** Who it is about; absent for what concerns everybody (oppositions, default confidentiality). */
  readonly holder?: PartyKey;
  readonly holderName?: string;
  /** Profession and speciality of the holder, where they were known when the relation began; `explain` needs them. */
  readonly holderProfession?: string;
  readonly holderSpecialty?: string;
  readonly from: Instant;
  readonly until?: Instant;
  /** Ended before its term, by whom. */
  readonly endedAt?: Instant;
  /**
   * For default confidentiality: the code put on every document shared from now on.
   * For a legal representative: `protected-adult` when the delegation does not end at majority.
   * For a carer: the code of what they may do. For an emergency access: its mode.
   */
  readonly value?: string;
  /** Why, in the words of who began it: purpose of a carer, proof of a representation, reason of an emergency access. */
  readonly purpose?: string;
  /** Begun in a secret session: kept from legal representatives and carers (L.1111-5 CSP). */
  readonly secret?: boolean;
  /** How the patient's will was collected: `patient`, `declared-by-professional`, … */
  readonly origin: string;
  readonly createdBy: PartyKey;
}

/** Everything the gates need to know of one record; read in one statement. */
export interface RecordPolicy {
  readonly recordId: string;
  readonly personId: string;
  readonly regime: Regime;
  readonly state: RecordState;
  /** Grows with every decision of the patient; the key of every cache. */
  readonly policyVersion: number;
  /** `YYYY-MM-DD`; ages are computed when deciding. */
  readonly birthDate: string;
  readonly identityStatus: IdentityStatus;
  readonly openedAt?: Instant;
  readonly closedAt?: Instant;
  readonly closureReason?: string;
  readonly relations: readonly Relation[];
}
