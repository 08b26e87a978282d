// SPDX-License-Identifier: Apache-2.0

/** What a professional is entitled to practise as. */
export interface Qualification {
  /** Profession (TRE_G15). */
  readonly profession: string;
  /** Speciality (TRE_R38), where it is one that the register states. */
  readonly specialty?: string;
}

/** A professional as the directory states them; `key` is PS_IdNat with its prefix. */
export interface ProfessionalEntry {
  readonly kind: 'professional';
  readonly key: string;
  readonly active: boolean;
  /** Other identifiers that lead here, such as the source's own. */
  readonly aliases: readonly string[];
  readonly facts: {
    readonly family: string;
    readonly given: string;
    readonly qualifications?: readonly Qualification[];
  };
}

/** A structure; `key` is Struct_IdNat with its prefix. */
export interface OrganizationEntry {
  readonly kind: 'organization';
  readonly key: string;
  readonly active: boolean;
  readonly aliases: readonly string[];
  readonly facts: { readonly name: string; readonly sector?: string };
}

/** A professional who practises, in a structure or outside any. */
export interface SituationEntry {
  readonly kind: 'situation';
  readonly key: string;
  readonly active: boolean;
  readonly aliases: readonly [];
  /** Key or alias of the professional. */
  readonly professional: string;
  /** Key or alias of the structure. */
  readonly organization?: string;
  readonly facts: Partial<Qualification> & {
    /** `YYYY-MM-DD`, the last day. */
    readonly until?: string;
  };
}

export type DirectoryEntry = ProfessionalEntry | OrganizationEntry | SituationEntry;

/** What a source makes of one of its lines or resources: entries, or why there are none. */
export interface SourceItem {
  readonly entries: readonly DirectoryEntry[];
  /** What is wrong with it, in words that quote nothing of it. */
  readonly fault?: string;
  /** Such as `line 17`. */
  readonly place: string;
}
