// SPDX-License-Identifier: Apache-2.0
import type { RelationKind } from '@dossier/core/consent';

/** How a kind of decision reads as a Consent provision. */
export interface ConsentKind {
  readonly type: 'permit' | 'deny';
  /** Code of v3-ActReason. */
  readonly purpose?: 'BTG' | 'ETREAT';
  /** Whether it is about somebody; the others concern everybody. */
  readonly holder: boolean;
  /** Whether it carries a value (a confidentiality code). */
  readonly value: boolean;
}

/** The kinds of decision, as the code system `urn:dossier:consent-kind` has them. */
export const consentKinds: Readonly<Record<RelationKind, ConsentKind>> = {
  authorization: { type: 'permit', holder: true, value: false },
  block: { type: 'deny', holder: true, value: false },
  'attending-doctor': { type: 'permit', holder: true, value: false },
  administrator: { type: 'permit', holder: true, value: false },
  'opposition-break-glass': { type: 'deny', purpose: 'BTG', holder: false, value: false },
  'opposition-emergency-dispatch': { type: 'deny', purpose: 'ETREAT', holder: false, value: false },
  'emergency-masked-permission': { type: 'permit', purpose: 'ETREAT', holder: false, value: false },
  'default-confidentiality': { type: 'deny', holder: false, value: true },
  'legal-representative': { type: 'permit', holder: true, value: false },
  carer: { type: 'permit', holder: true, value: false },
};

export const isConsentKind = (code: string): code is RelationKind => Object.hasOwn(consentKinds, code);
