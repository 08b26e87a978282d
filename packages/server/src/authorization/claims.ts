// SPDX-License-Identifier: Apache-2.0
import { type Actor, actorOrganization } from '@dossier/core/actors';

/** XSPA purposes of use (IHE IUA, ITI TF-2 §3.71.4.1.2.2; urn:oid:2.16.840.1.113883.1.11.20448). */
const purposes = { normal: 'TREAT', 'break-glass': 'BTG', 'emergency-dispatch': 'ETREAT' } as const;

/** The actor in the words of IHE IUA (ITI TF-2 §3.71.4.1.2.2.1), for those who do not read our own claim. */
export const iuaClaims = (actor: Actor): Readonly<Record<string, unknown>> => {
  const organization = actorOrganization(actor);
  return {
    extensions: {
      ihe_iua: {
        subject_name: actor.name,
        ...(organization && {
          subject_organization: organization.name,
          subject_organization_id: `urn:oid:1.2.250.1.71.4.2.2:${organization.id}`,
        }),
        ...(actor.kind === 'professional' && {
          subject_role: [{ system: '1.2.250.1.213.1.1.5.5', code: actor.profession }],
          national_provider_identifier: actor.nationalId,
        }),
        ...('personId' in actor && { person_id: actor.personId }),
        purpose_of_use: [{ system: '2.16.840.1.113883.1.11.20448', code: purposes[actor.mode.kind] }],
      },
    },
  };
};

/** Address of who is signed in (SMART App Launch 2.2 §2.0.10). */
export const fhirUserOf = (actor: Actor, fhirBase: string): string | undefined => {
  switch (actor.kind) {
    case 'patient':
      return actor.onlyRecord === undefined ? undefined : `${fhirBase}/Patient/${actor.onlyRecord}`;
    case 'representative':
    case 'carer':
      return `${fhirBase}/RelatedPerson/${actor.personId}`;
    case 'professional':
      return `${fhirBase}/Practitioner/${actor.nationalId}`;
    default:
      return undefined;
  }
};
