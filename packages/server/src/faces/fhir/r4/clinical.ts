// SPDX-License-Identifier: Apache-2.0
import type { CodeableConcept, Identifier, Period, Reference } from './datatypes.ts';

/** Clinical resources of FHIR R4 that are made of the facts of documents, with those elements that this face writes. */
interface ClinicalResource<T extends string> {
  resourceType: T;
  id?: string | undefined;
  meta?: { source?: string | undefined; profile?: string[] | undefined } | undefined;
  text?: { status: 'generated'; div: string } | undefined;
  identifier?: Identifier[] | undefined;
}

export interface Quantity {
  value?: number | undefined;
  comparator?: '<' | '<=' | '>' | '>=' | undefined;
  unit?: string | undefined;
  system?: string | undefined;
  code?: string | undefined;
}

export interface Range {
  low?: Quantity | undefined;
  high?: Quantity | undefined;
}

export interface Dosage {
  text?: string | undefined;
  timing?: { repeat: { frequency: number; period: number; periodUnit: string } } | undefined;
  route?: CodeableConcept | undefined;
  doseAndRate?: { doseQuantity?: Quantity | undefined; doseRange?: Range | undefined }[] | undefined;
}

interface Note {
  note?: { text: string }[] | undefined;
}

export interface AllergyIntolerance extends ClinicalResource<'AllergyIntolerance'>, Note {
  clinicalStatus?: CodeableConcept | undefined;
  verificationStatus?: CodeableConcept | undefined;
  criticality?: 'low' | 'high' | 'unable-to-assess' | undefined;
  code?: CodeableConcept | undefined;
  patient: Reference;
  onsetDateTime?: string | undefined;
  recorder?: Reference | undefined;
  reaction?: { manifestation: CodeableConcept[]; severity?: 'mild' | 'moderate' | 'severe' | undefined }[] | undefined;
}

export interface Condition extends ClinicalResource<'Condition'>, Note {
  clinicalStatus?: CodeableConcept | undefined;
  verificationStatus?: CodeableConcept | undefined;
  category?: CodeableConcept[] | undefined;
  severity?: CodeableConcept | undefined;
  code?: CodeableConcept | undefined;
  subject: Reference;
  onsetDateTime?: string | undefined;
  abatementDateTime?: string | undefined;
  recorder?: Reference | undefined;
}

export interface MedicationStatement extends ClinicalResource<'MedicationStatement'>, Note {
  status: 'active' | 'completed' | 'intended' | 'stopped' | 'unknown';
  medicationCodeableConcept: CodeableConcept;
  subject: Reference;
  effectivePeriod?: Period | undefined;
  informationSource?: Reference | undefined;
  reasonCode?: CodeableConcept[] | undefined;
  dosage?: Dosage[] | undefined;
}

export interface MedicationRequest extends ClinicalResource<'MedicationRequest'>, Note {
  status: 'unknown';
  intent: 'order';
  medicationCodeableConcept: CodeableConcept;
  subject: Reference;
  authoredOn?: string | undefined;
  requester?: Reference | undefined;
  reasonCode?: CodeableConcept[] | undefined;
  dosageInstruction?: Dosage[] | undefined;
  dispenseRequest?: { validityPeriod?: Period | undefined; quantity?: Quantity | undefined } | undefined;
}

export interface MedicationDispense extends ClinicalResource<'MedicationDispense'>, Note {
  status: 'completed';
  medicationCodeableConcept: CodeableConcept;
  subject: Reference;
  quantity?: Quantity | undefined;
  whenHandedOver?: string | undefined;
  dosageInstruction?: Dosage[] | undefined;
  authorizingPrescription?: Reference[] | undefined;
}

export interface Immunization extends ClinicalResource<'Immunization'>, Note {
  status: 'completed' | 'not-done';
  vaccineCode: CodeableConcept;
  patient: Reference;
  occurrenceDateTime?: string | undefined;
  occurrenceString?: string | undefined;
  lotNumber?: string | undefined;
  site?: CodeableConcept | undefined;
  route?: CodeableConcept | undefined;
  performer?: { actor: Reference }[] | undefined;
  reaction?: { detail?: Reference | undefined }[] | undefined;
  protocolApplied?: { doseNumberPositiveInt: number }[] | undefined;
}

export interface Observation extends ClinicalResource<'Observation'>, Note {
  status: 'final' | 'registered';
  category?: CodeableConcept[] | undefined;
  code: CodeableConcept;
  subject: Reference;
  effectiveDateTime?: string | undefined;
  effectivePeriod?: Period | undefined;
  performer?: Reference[] | undefined;
  valueQuantity?: Quantity | undefined;
  valueRange?: Range | undefined;
  valueCodeableConcept?: CodeableConcept | undefined;
  valueString?: string | undefined;
  valueBoolean?: boolean | undefined;
  valueDateTime?: string | undefined;
  dataAbsentReason?: CodeableConcept | undefined;
  interpretation?: CodeableConcept[] | undefined;
  bodySite?: CodeableConcept | undefined;
  method?: CodeableConcept | undefined;
  specimen?: Reference | undefined;
  referenceRange?: { low?: Quantity | undefined; high?: Quantity | undefined; text?: string | undefined }[] | undefined;
  focus?: Reference[] | undefined;
}

export interface DiagnosticReport extends ClinicalResource<'DiagnosticReport'> {
  status: 'final';
  category?: CodeableConcept[] | undefined;
  code: CodeableConcept;
  subject: Reference;
  effectiveDateTime?: string | undefined;
  performer?: Reference[] | undefined;
  result?: Reference[] | undefined;
}

export interface Procedure extends ClinicalResource<'Procedure'>, Note {
  status: 'completed' | 'preparation' | 'not-done';
  code?: CodeableConcept | undefined;
  subject: Reference;
  performedDateTime?: string | undefined;
  performedPeriod?: Period | undefined;
  performer?: { actor: Reference }[] | undefined;
  reasonCode?: CodeableConcept[] | undefined;
}

export interface ExplanationOfBenefit extends ClinicalResource<'ExplanationOfBenefit'> {
  status: 'active';
  type: CodeableConcept;
  use: 'claim';
  patient: Reference;
  created: string;
  insurer: Reference;
  provider: Reference;
  outcome: 'complete';
  insurance: { focal: boolean; coverage: Reference }[];
  item: {
    sequence: number;
    productOrService: CodeableConcept;
    servicedDate?: string | undefined;
    quantity?: Quantity | undefined;
  }[];
}

export interface DeviceUseStatement extends ClinicalResource<'DeviceUseStatement'>, Note {
  status: 'active' | 'intended';
  subject: Reference;
  device: Reference;
  timingPeriod?: Period | undefined;
}

export interface CompositionSection {
  title: string;
  code: CodeableConcept;
  text: { status: 'generated'; div: string };
  entry?: Reference[] | undefined;
  emptyReason?: CodeableConcept | undefined;
}

export interface Composition extends ClinicalResource<'Composition'> {
  language?: string | undefined;
  status: 'final';
  type: CodeableConcept;
  subject: Reference;
  date: string;
  author: Reference[];
  title: string;
  confidentiality?: string | undefined;
  section: CompositionSection[];
}

export type FactResource =
  | AllergyIntolerance
  | Condition
  | MedicationStatement
  | MedicationRequest
  | MedicationDispense
  | Immunization
  | Observation
  | Procedure
  | ExplanationOfBenefit
  | DeviceUseStatement;
