// SPDX-License-Identifier: Apache-2.0
import type {
  AllergyFact,
  DeviceFact,
  ImmunizationFact,
  MedicationFact,
  ObservationFact,
  ProblemFact,
  ProcedureFact,
  SourcedFact,
} from '@dossier/core/facts';
import { isObservation } from '@dossier/core/facts';
import { dtmToIso } from '@dossier/core/time';
import type { Dosage, FactResource, Observation, Reference } from '../r4/index.ts';
import { codeable, coded, fhirPeriod, fhirQuantity, fhirRange, iso, listed, optionalCodeable } from './datatypes.ts';

/** Where a resource is answered. */
export interface FactContext {
  readonly recordId: string;
  readonly base: string;
}

type Of<F> = Omit<SourcedFact, 'fact'> & { readonly fact: F };

/** The id of the resource of a fact: its document, and its position in it. */
export const factId = ({ source, index }: Pick<SourcedFact, 'source' | 'index'>): string =>
  `${source.logicalId}.${index}`;

const common = ({ source, index }: SourcedFact, { base }: FactContext) => ({
  id: factId({ source, index }),
  meta: { source: `${base}/DocumentReference/${source.entryUuid}` },
});

const subject = ({ recordId, base }: FactContext): Reference => ({ reference: `${base}/Patient/${recordId}` });

const noted = (comment: string | undefined) => (comment === undefined ? undefined : [{ text: comment }]);

const by = ({ fact, source }: SourcedFact): Reference | undefined => {
  const display = fact.author ?? source.authors[0];
  return display === undefined ? undefined : { display };
};

const CLINICAL = ['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'] as const;

const clinicalStatus = (system: string, status: string | undefined) => {
  const known = CLINICAL.find((one) => one === status) ?? (status === 'completed' ? 'resolved' : undefined);
  return known && coded(system, known);
};

const CERTAINTIES = ['unconfirmed', 'provisional', 'differential', 'confirmed', 'refuted'] as const;

/** What is said not to be is refuted; that none is known is said by its code; what stands in words only has to be read. */
const verification = (system: string, { assertion, certainty }: AllergyFact | ProblemFact) => {
  if (assertion === 'negated') return coded(system, 'refuted');
  if (assertion === 'worded') return coded(system, 'unconfirmed');
  const known = CERTAINTIES.find((one) => one === certainty?.codes[0]?.code);
  return known && coded(system, known);
};

const CRITICALITIES = ['low', 'high', 'unable-to-assess'] as const;

const allergy = (sourced: Of<AllergyFact>, context: FactContext): FactResource => {
  const { fact } = sourced;
  return {
    resourceType: 'AllergyIntolerance',
    ...common(sourced, context),
    clinicalStatus: clinicalStatus('allergyintolerance-clinical', fact.status),
    verificationStatus: verification('allergyintolerance-verification', fact),
    criticality: CRITICALITIES.find((one) => one === fact.criticality),
    code: codeable(fact.concept),
    patient: subject(context),
    onsetDateTime: iso(fact.period?.start),
    recorder: by(sourced),
    reaction:
      fact.reactions.length === 0
        ? undefined
        : fact.reactions.map(({ manifestation }) => ({ manifestation: [codeable(manifestation)] })),
    note: noted(fact.comment),
  };
};

const condition = (sourced: Of<ProblemFact>, context: FactContext): FactResource => {
  const { fact } = sourced;
  const status = fact.status ?? { present: 'active', past: 'resolved', noted: undefined }[fact.course];
  return {
    resourceType: 'Condition',
    ...common(sourced, context),
    clinicalStatus: clinicalStatus('condition-clinical', fact.course === 'past' ? 'resolved' : status),
    verificationStatus: verification('condition-ver-status', fact),
    category: [coded('condition-category', 'problem-list-item')],
    severity: optionalCodeable(fact.severity),
    code: codeable(fact.concept),
    subject: subject(context),
    onsetDateTime: iso(fact.period?.start),
    abatementDateTime: iso(fact.period?.end),
    recorder: by(sourced),
    note: noted(fact.comment),
  };
};

const UNITS: ReadonlySet<string> = new Set(['s', 'min', 'h', 'd', 'wk', 'mo', 'a']);

const dosage = ({ dosage: text, every, dose, route }: MedicationFact): Dosage[] | undefined => {
  const single = dose?.low !== undefined && dose.low.written === dose.high?.written ? dose.low : undefined;
  const one: Dosage = {
    text,
    timing:
      every?.unit !== undefined && UNITS.has(every.unit) && every.value > 0
        ? { repeat: { frequency: 1, period: every.value, periodUnit: every.unit } }
        : undefined,
    route: optionalCodeable(route),
    doseAndRate: dose && [single ? { doseQuantity: fhirQuantity(single) } : { doseRange: fhirRange(dose) }],
  };
  return Object.values(one).every((value) => value === undefined) ? undefined : [one];
};

const medication = (sourced: Of<MedicationFact>, context: FactContext): FactResource => {
  const { fact, source } = sourced;
  const same = {
    ...common(sourced, context),
    medicationCodeableConcept: codeable(fact.concept),
    subject: subject(context),
    note: noted(fact.comment),
  };
  const quantity = fact.quantity && fhirQuantity(fact.quantity);
  switch (fact.act) {
    case 'prescription':
      return {
        resourceType: 'MedicationRequest',
        ...same,
        status: 'unknown',
        intent: 'order',
        authoredOn: dtmToIso(source.creationTime),
        requester: by(sourced),
        reasonCode: listed(fact.reason),
        dosageInstruction: dosage(fact),
        dispenseRequest: (fact.period || quantity) && { validityPeriod: fhirPeriod(fact.period), quantity },
      };
    case 'dispensation':
      return {
        resourceType: 'MedicationDispense',
        ...same,
        status: 'completed',
        quantity,
        whenHandedOver: dtmToIso(source.creationTime),
        dosageInstruction: dosage(fact),
        authorizingPrescription:
          fact.fulfils.length === 0 ? undefined : fact.fulfils.map((value) => ({ identifier: { value } })),
      };
    case 'statement':
    case 'stopped':
    case 'reimbursement':
      return {
        resourceType: 'MedicationStatement',
        ...same,
        status:
          fact.act === 'stopped'
            ? 'stopped'
            : fact.planned
              ? 'intended'
              : fact.act === 'statement'
                ? 'active'
                : 'unknown',
        effectivePeriod: fhirPeriod(fact.period),
        informationSource: by(sourced),
        reasonCode: listed(fact.reason),
        dosage: dosage(fact),
      };
  }
};

const immunization = (sourced: Of<ImmunizationFact>, context: FactContext): FactResource => {
  const { fact } = sourced;
  const at = iso(fact.period?.start ?? fact.period?.end);
  return {
    resourceType: 'Immunization',
    ...common(sourced, context),
    status: fact.assertion === 'negated' || fact.planned ? 'not-done' : 'completed',
    vaccineCode: codeable(fact.concept),
    patient: subject(context),
    ...(at === undefined ? { occurrenceString: 'unknown' } : { occurrenceDateTime: at }),
    lotNumber: fact.lot,
    site: optionalCodeable(fact.site),
    route: optionalCodeable(fact.route),
    performer: fact.author === undefined ? undefined : [{ actor: { display: fact.author } }],
    protocolApplied:
      fact.doseNumber !== undefined && Number.isInteger(fact.doseNumber) && fact.doseNumber > 0
        ? [{ doseNumberPositiveInt: fact.doseNumber }]
        : undefined,
    note: noted(fact.comment),
  };
};

/** Categories of HL7; kinds that have none there stand under `survey`, `social-history` or `exam`. */
const categories = {
  result: 'laboratory',
  'vital-sign': 'vital-signs',
  'social-history': 'social-history',
  'functional-status': 'survey',
  pregnancy: 'exam',
  directive: 'survey',
  finding: 'exam',
} as const satisfies Record<ObservationFact['kind'], string>;

const IMAGING: ReadonlySet<string> = new Set(['18748-4', '55115-0']);

const observed = ({ values }: ObservationFact): Partial<Observation> => {
  const [value] = values;
  if (value === undefined) return { dataAbsentReason: coded('data-absent-reason', 'unknown') };
  switch (value.kind) {
    case 'quantity':
      return { valueQuantity: fhirQuantity(value.quantity) };
    case 'range':
      return { valueRange: fhirRange(value.range) };
    case 'concept':
      return { valueCodeableConcept: codeable(value.concept) };
    case 'text':
      return { valueString: value.text };
    case 'boolean':
      return { valueBoolean: value.value };
    case 'time':
      return { valueDateTime: dtmToIso(value.time) };
  }
};

const observation = (sourced: Of<ObservationFact>, context: FactContext): FactResource => {
  const { fact, source } = sourced;
  const isImaging = fact.panel?.codes.some(({ code }) => IMAGING.has(code)) || IMAGING.has(source.typeCode);
  const { start, end } = fact.period ?? {};
  const organism = fact.organism && { display: fact.organism.text ?? fact.organism.codes[0]?.display };
  return {
    resourceType: 'Observation',
    ...common(sourced, context),
    status: fact.planned ? 'registered' : 'final',
    category: [coded('observation-category', isImaging ? 'imaging' : categories[fact.kind])],
    code: codeable(fact.concept),
    subject: subject(context),
    ...(start === end || start === undefined || end === undefined
      ? { effectiveDateTime: dtmToIso(start ?? end ?? source.creationTime) }
      : { effectivePeriod: fhirPeriod(fact.period) }),
    performer: [by(sourced) ?? { display: source.title ?? source.typeCode }],
    ...observed(fact),
    interpretation: listed(fact.interpretation),
    method: optionalCodeable(fact.method),
    specimen: fact.specimen && { display: fact.specimen.text ?? fact.specimen.codes[0]?.display },
    focus: organism && [organism],
    referenceRange:
      fact.ranges.length === 0
        ? undefined
        : fact.ranges.map(({ low, high, text }) => ({
            low: low && fhirQuantity(low),
            high: high && fhirQuantity(high),
            text,
          })),
    note: noted(fact.comment),
  };
};

const procedure = (sourced: Of<ProcedureFact>, context: FactContext): FactResource => {
  const { fact } = sourced;
  const { start, end } = fact.period ?? {};
  return {
    resourceType: 'Procedure',
    ...common(sourced, context),
    status: fact.assertion === 'negated' ? 'not-done' : fact.planned ? 'preparation' : 'completed',
    code: codeable(fact.concept),
    subject: subject(context),
    ...(start === end || end === undefined
      ? { performedDateTime: iso(start) }
      : { performedPeriod: fhirPeriod(fact.period) }),
    performer: fact.performer === undefined ? undefined : [{ actor: { display: fact.performer } }],
    reasonCode: listed(fact.reason),
    note: noted(fact.comment),
  };
};

const device = (sourced: Of<DeviceFact>, context: FactContext): FactResource => {
  const { fact } = sourced;
  return {
    resourceType: 'DeviceUseStatement',
    ...common(sourced, context),
    status: fact.planned ? 'intended' : 'active',
    subject: subject(context),
    device: { display: fact.concept.text ?? fact.concept.codes[0]?.display ?? fact.concept.codes[0]?.code },
    timingPeriod: fhirPeriod(fact.period),
    note: noted(fact.comment),
  };
};

/** A fact as the resource that says the same; undefined where FHIR is not asked for it. */
export const renderFact = (sourced: SourcedFact, context: FactContext): FactResource | undefined => {
  const { fact } = sourced;
  if (isObservation(fact)) return observation({ ...sourced, fact }, context);
  switch (fact.kind) {
    case 'allergy':
      return allergy({ ...sourced, fact }, context);
    case 'problem':
      return condition({ ...sourced, fact }, context);
    case 'medication':
      return medication({ ...sourced, fact }, context);
    case 'immunization':
      return immunization({ ...sourced, fact }, context);
    case 'procedure':
      return procedure({ ...sourced, fact }, context);
    case 'device':
      return device({ ...sourced, fact }, context);
    case 'family-history':
    case 'encounter':
      return undefined;
  }
};
