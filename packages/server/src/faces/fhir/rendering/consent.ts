// SPDX-License-Identifier: Apache-2.0
import type { Relation } from '@dossier/core/consent';
import type { Instant } from '@dossier/core/time';
import { consentKinds, ownSystems, partyReference } from '../identifiers/index.ts';
import type { Consent } from '../r4/index.ts';

const hl7 = 'http://terminology.hl7.org/CodeSystem';

/**
 * One decision of the patient as a Consent. `category` carries the kind (`urn:dossier:consent-kind`); the provision
 * says permit or deny, to whom, from when until when, and for an emergency its purpose.
 * @param at the moment at which the decision is looked at: one that has ended or run out is `inactive`.
 */
export const renderConsent = (relation: Relation, recordId: string, at: Instant): Consent => {
  const kind = consentKinds[relation.kind];
  const ended = relation.endedAt ?? relation.until;
  return {
    resourceType: 'Consent',
    id: relation.id,
    status: ended !== undefined && ended <= at ? 'inactive' : 'active',
    scope: { coding: [{ system: `${hl7}/consentscope`, code: 'patient-privacy' }] },
    category: [{ coding: [{ system: ownSystems.consentKind, code: relation.kind }] }],
    patient: { reference: `Patient/${recordId}` },
    dateTime: relation.from,
    performer: [partyReference(relation.createdBy)],
    policyRule: { coding: [{ system: `${hl7}/v3-ActCode`, code: kind.type === 'permit' ? 'OPTIN' : 'OPTOUT' }] },
    provision: {
      type: kind.type,
      period: { start: relation.from, end: ended },
      actor: actors(relation),
      purpose: kind.purpose === undefined ? undefined : [{ system: `${hl7}/v3-ActReason`, code: kind.purpose }],
      securityLabel: relation.value === undefined || !kind.value ? undefined : [{ code: relation.value }],
      code:
        relation.value === undefined || kind.value
          ? undefined
          : [{ coding: [{ system: 'urn:dossier:delegation', code: relation.value }] }],
    },
  };
};

const actors = (relation: Relation): NonNullable<Consent['provision']>['actor'] =>
  relation.holder === undefined
    ? undefined
    : [
        {
          role: { coding: [{ system: `${hl7}/v3-ParticipationType`, code: 'IRCP' }] },
          reference: partyReference(relation.holder, relation.holderName),
        },
      ];
