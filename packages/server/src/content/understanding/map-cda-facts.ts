// SPDX-License-Identifier: Apache-2.0
import type {
  AllergyFact,
  Concept,
  DeviceFact,
  EncounterFact,
  Fact,
  FactAssertion,
  FactKind,
  FactSection,
  FamilyHistoryFact,
  ImmunizationFact,
  MedicationAct,
  MedicationFact,
  ObservationFact,
  ObservationKind,
  ProblemFact,
  ProcedureFact,
  QuantityRange,
  Reaction,
} from '@dossier/core/facts';
import { known } from '../cda/index.ts';
import type * as cda from '../facts/index.ts';
import { comparableOf } from './comparable.ts';
import { conceptOf, factValueOf, nameOf, periodOf, quantityOf, rangeOf } from './map-parts.ts';
import { courses, observationKinds, stoppedSections } from './sections.ts';

type Of<K extends cda.Fact['kind']> = Extract<cda.Fact, { readonly kind: K }>;

type Base = Omit<Fact, 'kind'>;

const sectionCode = ({ source }: cda.Fact): string => source.sectionCode?.code ?? '';

/** What a record keeps; what a document does not know, or takes back, is left to its narrative. */
const assertions: Readonly<Partial<Record<cda.Fact['assertion'], FactAssertion>>> = {
  stated: 'stated',
  negated: 'negated',
  absent: 'absent',
  worded: 'worded',
};

const base = (given: cda.Fact, concept: Concept, more: Partial<Base> = {}): Base => {
  const { sectionCode: code, sectionTitle: title, ids } = given.source;
  return known<Base>({
    concept,
    assertion: assertions[given.assertion] ?? 'stated',
    planned: given.kind === 'plan',
    period: periodOf(given.time),
    status: undefined,
    certainty: undefined,
    severity: undefined,
    comment: given.comments[0],
    section: known<FactSection>({ code: code?.code, title }),
    ids: ids.flatMap(({ root, extension }) =>
      root === undefined ? [] : [extension === undefined ? root : `${root}^${extension}`],
    ),
    author: nameOf(given.authors),
    ...more,
  });
};

/** How a problem or an allergy stands: as it says itself, or as the concern around it says. */
const standing = (given: Of<'problem' | 'allergy' | 'family-history'>): Partial<Base> =>
  known<Partial<Base>>({
    period: periodOf(given.time) ?? periodOf(given.concernTime),
    status: given.clinicalStatus?.code ?? given.concernStatus,
    certainty: conceptOf(given.certainty),
    severity: conceptOf(given.severity),
  });

const reactions = (given: Of<'allergy' | 'immunization'>): readonly Reaction[] =>
  given.reactions.flatMap(({ code, severity, assertion }) => {
    const manifestation = conceptOf(code);
    if (manifestation === undefined || assertion !== 'stated') return [];
    return [known<Reaction>({ manifestation, severity: conceptOf(severity) })];
  });

/** The product by its name with all codes: its own, its classes, its substances. */
const productOf = (code: cda.Concept | undefined, product: cda.Product | undefined): Concept | undefined => {
  const named = conceptOf(product?.code) ?? conceptOf(code);
  const others = [...(product?.classes ?? []), ...(product?.ingredients.flatMap((one) => one.code ?? []) ?? [])];
  const codes = [...(named?.codes ?? []), ...others.flatMap((one) => conceptOf(one)?.codes ?? [])];
  const text = product?.name ?? named?.text ?? product?.ingredients.find(({ name }) => name !== undefined)?.name;
  return codes.length === 0 && text === undefined ? undefined : known<Concept>({ codes, text });
};

const acts: Readonly<Record<Of<'medication'>['statement'], MedicationAct>> = {
  treatment: 'statement',
  administration: 'statement',
  prescription: 'prescription',
  dispensation: 'dispensation',
};

const medication = (given: Of<'medication'>, concept: Concept): MedicationFact => {
  const [first] = given.dosages;
  const [supply] = given.supplies;
  const words = given.dosages.map(({ text }) => text);
  const dosage = [...new Set([...words, ...given.instructions].filter((part) => part !== undefined))].join('; ');
  return known<MedicationFact>({
    ...base(given, concept, known<Partial<Base>>({ period: periodOf(given.time) ?? periodOf(supply?.time) })),
    kind: 'medication',
    act: stoppedSections.has(sectionCode(given)) ? 'stopped' : acts[given.statement],
    route: conceptOf(first?.route),
    dose: rangeOf(first?.dose),
    every: quantityOf(first?.frequency[0]?.period),
    dosage: dosage === '' ? undefined : dosage,
    quantity: quantityOf(given.quantity) ?? quantityOf(supply?.quantity),
    reason: conceptOf(given.reasons[0]),
    fulfils: (given.prescription?.ids ?? []).flatMap(({ root, extension }) =>
      root === undefined ? [] : [extension === undefined ? root : `${root}^${extension}`],
    ),
  });
};

const immunization = (given: Of<'immunization'>, concept: Concept): ImmunizationFact => {
  const dose = Number(given.doseNumber);
  return known<ImmunizationFact>({
    ...base(given, concept),
    kind: 'immunization',
    type: conceptOf(given.category),
    lot: given.product?.lot,
    doseNumber: Number.isInteger(dose) && dose > 0 ? dose : undefined,
    route: conceptOf(given.route),
    site: conceptOf(given.site),
    reactions: reactions(given),
    author: nameOf(given.performers) ?? nameOf(given.authors),
  });
};

type Observed = Of<'result' | 'vital-sign' | 'social-history' | 'pregnancy' | 'directive' | 'observation'>;

const kindOf = (given: Observed): ObservationKind =>
  given.kind === 'observation' ? (observationKinds[sectionCode(given)] ?? 'finding') : given.kind;

const observation = (given: Observed, concept: Concept): ObservationFact => {
  const value = factValueOf(given.value);
  const values = value === undefined ? [] : [value];
  const ranges = given.referenceRanges.map(({ value: bounds, text }) => {
    const range = bounds?.type === 'range' ? rangeOf(bounds.range) : undefined;
    return known<QuantityRange & { readonly text?: string }>({ low: range?.low, high: range?.high, text });
  });
  return known<ObservationFact>({
    ...base(given, concept),
    kind: kindOf(given),
    values,
    interpretation: conceptOf(given.interpretation[0]),
    ranges,
    method: conceptOf(given.method),
    specimen: given.kind === 'result' ? conceptOf(given.specimens[0]?.type) : undefined,
    organism: given.kind === 'result' ? conceptOf(given.organism) : undefined,
    panel: conceptOf(given.panels.at(-1)),
    comparable: comparableOf(concept, values, ranges),
  });
};

const empty = { reactions: [], fulfils: [], values: [], ranges: [] } as const;

/** What is planned, or was paid for, is a fact of the kind of what it is about. */
const bare = (kind: cda.Fact['kind'], own: Base, quantity: DeviceFact['quantity'], act: MedicationAct): Fact => {
  switch (kind) {
    case 'medication':
      return known<MedicationFact>({ ...own, ...withoutMedication, kind, act, fulfils: empty.fulfils, quantity });
    case 'immunization':
      return { ...own, kind, reactions: empty.reactions };
    case 'device':
      return known<DeviceFact>({ ...own, kind, quantity });
    case 'encounter':
      return { ...own, kind };
    case 'procedure':
      return { ...own, kind };
    default:
      return { ...own, kind: 'finding' satisfies FactKind, values: empty.values, ranges: empty.ranges };
  }
};

const withoutMedication = {
  route: undefined,
  dose: undefined,
  every: undefined,
  dosage: undefined,
  reason: undefined,
} as const;

const mapped = (given: cda.Fact): Fact | undefined => {
  const named = given.kind === 'allergy' ? conceptOf(given.agent) : undefined;
  const product = 'product' in given ? productOf(given.code, given.product) : undefined;
  const concept =
    named ??
    product ??
    conceptOf(given.code) ??
    (given.text === undefined ? undefined : { codes: [], text: given.text });
  if (concept === undefined) return undefined;
  switch (given.kind) {
    case 'allergy':
      return known<AllergyFact>({
        ...base(given, concept, standing(given)),
        kind: 'allergy',
        type: conceptOf(given.category),
        criticality: given.criticality?.code,
        reactions: reactions(given),
      });
    case 'problem':
      return known<ProblemFact>({
        ...base(given, concept, standing(given)),
        kind: 'problem',
        course: courses[sectionCode(given)] ?? 'noted',
      });
    case 'family-history':
      return known<FamilyHistoryFact>({
        ...base(given, concept, standing(given)),
        kind: 'family-history',
        relative: conceptOf(given.relative),
      });
    case 'medication':
      return medication(given, concept);
    case 'immunization':
      return immunization(given, concept);
    case 'procedure':
      return known<ProcedureFact>({
        ...base(given, concept),
        kind: 'procedure',
        reason: conceptOf(given.reasons[0]),
        performer: nameOf(given.performers),
      });
    case 'device':
      return known<DeviceFact>({
        ...base(given, concept, { planned: given.statement === 'prescription' }),
        kind: 'device',
        quantity: quantityOf(given.quantity),
      });
    case 'encounter':
      return known<EncounterFact>({
        ...base(given, concept),
        kind: 'encounter',
        place: given.places[0] ?? nameOf(given.performers),
      });
    case 'plan':
      return bare(given.planned, base(given, concept), undefined, 'statement');
    case 'reimbursement':
      return bare(
        given.item,
        base(given, concept, known<Partial<Base>>({ author: nameOf(given.performers) ?? nameOf(given.prescribers) })),
        quantityOf(given.quantity),
        'reimbursement',
      );
    default:
      return observation(given, concept);
  }
};

/**
 * The facts of a CDA document as a record keeps them, in one form with those of FHIR.
 */
export const mapCdaFacts = (facts: readonly cda.Fact[]): readonly Fact[] =>
  facts.flatMap((fact) => (assertions[fact.assertion] === undefined ? [] : (mapped(fact) ?? [])));
