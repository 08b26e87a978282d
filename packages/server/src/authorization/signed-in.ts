// SPDX-License-Identifier: Apache-2.0
import type { AccessMode, Organization } from '@dossier/core/actors';
import type { Ins } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';

/** Where a professional practises, and as what: authorisations, traces and rights depend on it (domain §5.3). */
export interface Situation {
  /** Profession (TRE_G15). */
  readonly profession: string;
  /** Speciality (TRE_R38), where the profession has one. */
  readonly specialty?: string;
  /** Absent for one who practises outside any structure. */
  readonly organization?: Organization;
}

/** A mode of access for which a sign-in vouches beside the normal one, and for how long (domain §5.3). */
export interface VouchedMode {
  readonly mode: Exclude<AccessMode, { readonly kind: 'normal' }>;
  readonly until: Instant;
}

/** Someone who has proved who they are; what they act as is chosen after it. */
export type Identity =
  /** Patient, legal representative or carer: which of them depends on the dossier that is chosen. */
  | { readonly kind: 'person'; readonly personId: string; readonly name: string; readonly ins?: Ins }
  | {
      readonly kind: 'professional';
      /** PS_IdNat with its prefix. */
      readonly nationalId: string;
      readonly name: string;
      /** At least one. */
      readonly situations: readonly Situation[];
      /** Absent: none but the normal one. */
      readonly modes?: readonly VouchedMode[];
    }
  | { readonly kind: 'staff'; readonly staffId: string; readonly name: string; readonly organization: Organization }
  /** Help desk and administrators: their sign-in is not a clinical one. */
  | { readonly kind: 'support'; readonly agentId: string; readonly name: string };

/** What a way of signing in hands over when it is done. */
export interface SignedIn {
  readonly who: Identity;
  /** Methods that were used (RFC 8176): `pwd`, `otp`, `sms`, `hwk`, `mfa`; for another provider `fed` and what it said. */
  readonly amr: readonly string[];
  /** Level of assurance, as the profile names it: `eidas1`, `eidas2`, `eidas3`. */
  readonly acr: string;
  readonly at: Instant;
}
