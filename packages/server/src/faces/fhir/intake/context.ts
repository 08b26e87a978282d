// SPDX-License-Identifier: Apache-2.0
import { type Actor, actorOrganization } from '@dossier/core/actors';
import { findConcept } from '@dossier/core/codes';
import type { BoundElement, Law } from '@dossier/core/data';
import type { Code } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';
import type { PatientRules } from './patient.ts';

/** What stands in for elements that a simplified or minimal submission leaves out. */
export interface IntakeDefaults {
  /** SubmissionSet.sourceId: the OID of the sending system. */
  readonly sourceId: string;
  readonly languageCode: string;
  readonly healthcareFacilityTypeCode?: Code;
  readonly practiceSettingCode?: Code;
  readonly contentTypeCode?: Code;
}

/** All that reading a message depends on besides the message. */
export interface IntakeContext extends PatientRules {
  readonly now: Instant;
  /** Random UUID. */
  readonly uuid: () => string;
  /** This server's FHIR base address: addresses under it are references to this server. */
  readonly base?: string;
  readonly limits: {
    readonly entries: number;
    readonly documentsPerSubmission: number;
    readonly documentBytes: number;
  };
  readonly defaults: IntakeDefaults;
}

/** A concept of a value set as a code; undefined when the set does not have it. */
export const codeIn = (law: Law, element: BoundElement, code: string | undefined): Code | undefined => {
  const concept = code === undefined ? undefined : findConcept(law.valueSets[element], code);
  if (concept === undefined) return undefined;
  const display = concept.label.fr ?? concept.label.en;
  return { code: concept.code, system: concept.system, ...(display === undefined ? {} : { display }) };
};

/** Sectors of activity (TRE_R02) whose practice is that of a hospital (TRE_A01 ETABLISSEMENT); others are ambulatory. */
const hospitals: readonly string[] = ['SA01', 'SA02', 'SA04', 'SA34', 'SA36'];

/**
 * The defaults for an actor, from where they work (PDSm simplified publish leaves facility and setting optional): the
 * sector of their organisation, or the patient's own expression.
 */
export const defaultsFor = (actor: Actor, law: Law, sourceId: string): IntakeDefaults => {
  const byPatient = actor.kind === 'patient' || actor.kind === 'representative' || actor.kind === 'carer';
  const sector = byPatient ? 'EXP_PATIENT' : actorOrganization(actor)?.sector;
  const setting = byPatient ? 'EXP_PATIENT' : hospitals.includes(sector ?? '') ? 'ETABLISSEMENT' : 'AMBULATOIRE';
  const facility = codeIn(law, 'healthcareFacilityTypeCode', sector);
  const practice = sector === undefined ? undefined : codeIn(law, 'practiceSettingCode', setting);
  // hospitals name the kind of activity: consultation is what needs no admission
  const activity = codeIn(law, 'contentTypeCode', sector) ?? codeIn(law, 'contentTypeCode', '07');
  return {
    sourceId,
    languageCode: 'fr-FR',
    ...(facility === undefined ? {} : { healthcareFacilityTypeCode: facility }),
    ...(practice === undefined ? {} : { practiceSettingCode: practice }),
    ...(activity === undefined ? {} : { contentTypeCode: activity }),
  };
};
