// SPDX-License-Identifier: Apache-2.0
import type { Actor, PartyKey } from '../actors/index.ts';
import type { RightsCondition } from '../data/types.ts';
import type { AvailabilityStatus } from '../documents/index.ts';

/** The five gates, in the order in which they are asked. */
export type Gate = 'record' | 'relation' | 'function' | 'type' | 'document';

/** One answer of one gate. `code` is stable and stands in the journal; see `docs/access.md`. */
export interface Reason {
  readonly gate: Gate;
  readonly passed: boolean;
  readonly code: string;
}

/** A version of the law that a decision used. */
export interface LawVersion {
  readonly id: string;
  readonly version: string;
}

/**
 * What an allowed actor may see of a record: a small immutable value. A document is in sight when its status is,
 * and it is the actor's own, or its type is in sight and none of its confidentiality codes hides it.
 * The store compiles the same value to SQL; a property test holds the two equal.
 */
export interface Lens {
  readonly statuses: readonly AvailabilityStatus[];
  readonly types: 'every' | readonly string[];
  /** Confidentiality codes that hide a document. */
  readonly hiddenBy: readonly string[];
  /** Author keys whose documents are always in sight. */
  readonly own: readonly PartyKey[];
  /** Nothing but own documents. */
  readonly ownOnly: boolean;
}

declare const allowed: unique symbol;

/**
 * The key to the store. Only the access room makes one, so no path to the data skips a decision.
 */
export interface Allowed {
  readonly [allowed]: true;
  readonly verdict: 'allowed';
  readonly actor: Actor;
  /** For whom a representative or carer acts. */
  readonly onBehalfOf?: PartyKey;
  readonly operation: Operation;
  readonly recordId: string;
  /** Version of the patient's decisions that this one was made on; 0 where there is no record yet. */
  readonly policyVersion: number;
  /** Class of the rights matrix that the actor was read as: `doctor`, `attending`, `patient`, … */
  readonly actorClass: string;
  readonly lens: Lens;
  /** Limits on single documents, as the rights matrix names them: `own-documents`, `own-structure`, … */
  readonly conditions: readonly RightsCondition[];
  readonly reasons: readonly Reason[];
  readonly law: readonly LawVersion[];
}

export interface Refused {
  readonly verdict: 'refused';
  readonly actor: Actor;
  readonly onBehalfOf?: PartyKey;
  readonly operation: Operation;
  readonly reasons: readonly Reason[];
  readonly law: readonly LawVersion[];
}

export type Decision = Allowed | Refused;

/** What can be asked of a record. The rights matrices have one row for each. */
export const operations = [
  'record.test-existence', // TD0.2
  'record.read-administrative', // TD1.3a
  'record.list-authorized', // TD0.4
  'record.search-traits', // TD0.5
  'record.open', // TD1.1
  'record.close', // TD1.4
  'record.reopen', // TD1.2
  'record.destroy',
  'record.oppose',
  'record.change-ins', // TD1.3b, INSi
  'authorization.declare', // TD0.3
  'authorization.remove-own', // TD0.3
  'attending-doctor.remove-self', // TD0.3
  'consent.read', // TD1.6
  'consent.change',
  'document.share', // TD2.1, TD2.2
  'document.find', // TD3.1
  'document.find-reference', // TD3.1b
  'document.retrieve', // TD3.2
  'document.mask', // TD3.3a
  'document.unmask', // TD3.3a
  'document.make-visible', // TD3.3b
  'document.archive', // TD3.3d
  'document.delete', // TD3.3c
  'delegation.invite',
  'delegation.accept',
  'delegation.leave',
  'emergency.open',
  'emergency.review',
  'journal.read',
  'access.explain',
] as const;

export type Operation = (typeof operations)[number];
