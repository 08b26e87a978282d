// SPDX-License-Identifier: Apache-2.0

/** National health identifier (INS): a 15-character number (13 + key 2) under the OID of its kind. */
export interface Ins {
  readonly oid: string;
  readonly value: string;
}

/** How far an identity has been checked; only a qualified one may feed a record (checklist B5). */
export type IdentityStatus = 'provisional' | 'retrieved' | 'validated' | 'qualified';

export type Sex = 'male' | 'female' | 'unknown';

/** The five qualified traits, and the names in use. */
export interface Traits {
  readonly birthFamilyName: string;
  /** All given names of the birth certificate, in order. */
  readonly birthGivenNames: readonly string[];
  readonly sex: Sex;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** INSEE (COG) code of the place of birth, five characters; `99xxx` abroad. */
  readonly birthPlaceCode?: string;
  readonly usedFamilyName?: string;
  readonly usedGivenName?: string;
  /** Where the person lives, as they gave it; not a qualified trait. */
  readonly residenceTown?: string;
}

/** Where the system runs: decides which identifier OIDs are taken and how hard key errors are. */
export type Environment = 'production' | 'demo';
