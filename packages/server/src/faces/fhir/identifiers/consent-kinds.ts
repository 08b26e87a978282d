// SPDX-License-Identifier: Apache-2.0
import type { RelationKind } from '@dossier/core/consent';

/** How a kind of decision reads as a Consent provision. */
export interface ConsentKind {
  readonly type: 'permit' | 'deny';
  /** Code of v3-ActReason. */
  readonly purpose?: 'BTG' | 'ETREAT';
  /** Whether it carries a value (a confidentiality code). */
  readonly value: boolean;
}

/** The kinds of decision, as the code system `urn:dossier:consent-kind` has them. */
export const consentKinds: Readonly<Record<RelationKind, ConsentKind>> = {
  authorization: { type: 'permit', value: false },
  block: { type: 'deny', value: false },
  'attending-doctor': { type: 'permit', value: false },
  administrator: { type: 'permit', value: false },
  'opposition-break-glass': { type: 'deny', purpose: 'BTG', value: false },
  'opposition-emergency-dispatch': { type: 'deny', purpose: 'ETREAT', value: false },
  'emergency-masked-permission': { type: 'permit', purpose: 'ETREAT', value: false },
  'default-confidentiality': { type: 'deny', value: true },
  'legal-representative': { type: 'permit', value: false },
  carer: { type: 'permit', value: false },
  'agreed-autonomy': { type: 'permit', value: false },
  'emergency-access': { type: 'permit', value: false },
};

export const isConsentKind = (code: string): code is RelationKind => Object.hasOwn(consentKinds, code);
