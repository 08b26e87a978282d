// SPDX-License-Identifier: Apache-2.0
import type { Ins } from '../identity/index.ts';
import type { ClinicalScope } from '../scopes/index.ts';

/** How the caller proved who they are (domain: direct, indirect, reinforced indirect (AIR)). */
export type Authentication = (typeof authentications)[number];

export const authentications = ['direct', 'indirect', 'reinforced-indirect'] as const;

/** Mode of access (TRE_R248): normal, break-glass with its reason, emergency dispatch (centre 15). */
export type AccessMode =
  | { readonly kind: 'normal' }
  | { readonly kind: 'break-glass'; readonly reason: string }
  | { readonly kind: 'emergency-dispatch' };

export const accessModes = ['normal', 'break-glass', 'emergency-dispatch'] as const satisfies AccessMode['kind'][];

/**
 * Stable pseudonymous key of someone who can hold a right, author a document or stand in the journal:
 * `ps:<national id>`, `org:<structure id>`, `person:<person id>`, `feed:<name>`, `support:<id>`, `system:<job>`.
 */
export type PartyKey = string;

export interface Organization {
  /** National structure id with its prefix (Struct_IdNat), for example `1` + FINESS. */
  readonly id: string;
  readonly name: string;
  /** Sector of activity (TRE_R02, `SA07`). */
  readonly sector?: string;
}

interface Caller {
  readonly name: string;
  readonly authentication: Authentication;
  readonly mode: AccessMode;
  /** The software that acts for the caller, when it is not the caller's own browser. */
  readonly application?: { readonly id: string; readonly name: string };
  /** Secret session: its accesses and documents are kept from legal representatives (L.1111-5 CSP). */
  readonly secret?: boolean;
  /** What the token was granted; absent where its issuer grants no scopes. They only take away from what the gates allow. */
  readonly scopes?: readonly ClinicalScope[];
  /** The one record that was chosen at sign-in or launch; every other is unknown to this session. */
  readonly onlyRecord?: string;
  /** The one patient whom the caller's assertion names; a request about another is refused. */
  readonly onlyPatient?: Ins;
}

export interface Patient extends Caller {
  readonly kind: 'patient';
  readonly personId: string;
  /** The INS that sign-in has verified to be this person's; opening one's own record asks for it. */
  readonly ins?: Ins;
}

/** Legal representative or carer: acts on another person's record. */
export interface Delegate extends Caller {
  readonly kind: 'representative' | 'carer';
  readonly personId: string;
}

export interface Professional extends Caller {
  readonly kind: 'professional';
  /** National id with its prefix (PS_IdNat), for example `8` + RPPS. */
  readonly nationalId: string;
  /** Profession (TRE_G15), `10` is a physician. */
  readonly profession: string;
  /** Speciality (TRE_R38), `SM26`; mandatory for physicians. */
  readonly specialty?: string;
  /** The situation of practice chosen for this session. */
  readonly organization?: Organization;
}

export interface Staff extends Caller {
  readonly kind: 'staff';
  readonly staffId: string;
  readonly organization: Organization;
}

/** An organisation that presents its own certificate: it may feed, not read. */
export interface OrganizationCaller extends Caller {
  readonly kind: 'organization';
  readonly organization: Organization;
}

/** An automatic feed: laboratory results, reimbursements, dispensed medicines. */
export interface Feed extends Caller {
  readonly kind: 'feed';
  /** Which feed, as named in the rights data: `laboratory`, `insurer`, `pharmacy`. */
  readonly feed: string;
  readonly organization: Organization;
}

/** Help desk: identities and traces, never clinical content. */
export interface Support extends Caller {
  readonly kind: 'support';
  readonly agentId: string;
}

/** A job of the house itself, named, so that privileged paths can be found. */
export interface System extends Caller {
  readonly kind: 'system';
  readonly job: string;
}

/** Who is asking, already authenticated. No data is read or written without one. */
export type Actor = Patient | Delegate | Professional | Staff | OrganizationCaller | Feed | Support | System;

export const actorKinds = [
  'patient',
  'representative',
  'carer',
  'professional',
  'staff',
  'organization',
  'feed',
  'support',
  'system',
] as const satisfies Actor['kind'][];
