// SPDX-License-Identifier: Apache-2.0
import type { Coding, Identifier } from './resources.ts';

/** Until when a decision holds: a date, whose day is included, or a time with its zone. Absent: as long as the law lets it. */
interface Term {
  readonly until?: string;
}

/** A decision about somebody, who is named by a national identifier. */
export interface DecisionOnParty extends Term {
  /**
   * `authorization` lets them read, `block` shuts them out and ends their rights, `attending-doctor` names the médecin
   * traitant, `administrator` may see masked documents, `carer` acts for the patient.
   */
  readonly kind: 'authorization' | 'block' | 'attending-doctor' | 'administrator' | 'carer';
  /** `{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: … }` for a professional, `….2.2` for a structure. */
  readonly holder: Identifier;
  /** As the patient will read it. */
  readonly holderName?: string;
}

/** A decision about everybody. */
export interface GeneralDecision extends Term {
  /**
   * The oppositions close the record to break-glass and to emergency dispatch; the permission shows masked documents in
   * an emergency.
   */
  readonly kind: 'opposition-break-glass' | 'opposition-emergency-dispatch' | 'emergency-masked-permission';
}

/** The confidentiality that every document gets from now on. */
export interface DefaultConfidentiality extends Term {
  readonly kind: 'default-confidentiality';
  readonly confidentiality: Coding;
}

/** What a patient decides; professionals declare an `authorization` of their own the same way (DMP TD0.3). */
export type Decision = DecisionOnParty | GeneralDecision | DefaultConfidentiality;

const PURPOSES = {
  'opposition-break-glass': 'BTG',
  'opposition-emergency-dispatch': 'ETREAT',
  'emergency-masked-permission': 'ETREAT',
} as const;

const PERMITS: readonly Decision['kind'][] = [
  'authorization',
  'attending-doctor',
  'administrator',
  'carer',
  'emergency-masked-permission',
];

const hl7 = (system: string): string => `http://terminology.hl7.org/CodeSystem/${system}`;

/** What of the provision is particular to a kind. */
const particulars = (decision: Decision): object => {
  if ('holder' in decision) {
    const { holder, holderName } = decision;
    const reference = { identifier: holder, ...(holderName === undefined ? {} : { display: holderName }) };
    const role = { coding: [{ system: hl7('v3-ParticipationType'), code: 'IRCP' }] };
    return { actor: [{ role, reference }] };
  }
  if (decision.kind === 'default-confidentiality') return { securityLabel: [decision.confidentiality] };
  return { purpose: [{ system: hl7('v3-ActReason'), code: PURPOSES[decision.kind] }] };
};

/** The Consent that a decision is. */
export const consentOf = (patient: Identifier, decision: Decision): object => {
  const type = PERMITS.includes(decision.kind) ? 'permit' : 'deny';
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: hl7('consentscope'), code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: decision.kind }] }],
    patient: { identifier: patient },
    policyRule: { coding: [{ system: hl7('v3-ActCode'), code: type === 'permit' ? 'OPTIN' : 'OPTOUT' }] },
    provision: {
      type,
      ...(decision.until === undefined ? {} : { period: { end: decision.until } }),
      ...particulars(decision),
    },
  };
};
