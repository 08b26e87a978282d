// SPDX-License-Identifier: Apache-2.0
import type { Code } from '@dossier/core/documents';
import type {
  Concept,
  Fact,
  FactAssertion,
  FactSection,
  FactValue,
  MedicationFact,
  ObservationFact,
  ObservationKind,
  Period,
  Quantity,
  QuantityRange,
  Reaction,
} from '@dossier/core/facts';
import { dtmFromIso } from '@dossier/core/time';
import { known } from '../cda/index.ts';
import { comparableOf } from './comparable.ts';
import { absences } from './sections.ts';

/** JSON of a resource that a stranger sent: nothing in it is sure. */
type Json = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json | undefined => (isObject(value) ? value : undefined);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 500) : undefined;
const time = (value: unknown) => (typeof value === 'string' ? dtmFromIso(value) : undefined);

const code = (coding: Json): readonly Code[] => {
  const named = text(coding.code);
  const system = text(coding.system) ?? '';
  return named === undefined
    ? []
    : [known<Code>({ code: named, system: system.replace(/^urn:oid:/, ''), display: text(coding.display) })];
};

const concept = (value: unknown): Concept | undefined => {
  const given = object(value);
  if (given === undefined) return undefined;
  const codes = list(given.coding).flatMap(code);
  const words = text(given.text) ?? codes.find(({ display }) => display !== undefined)?.display;
  return codes.length === 0 && words === undefined ? undefined : known<Concept>({ codes, text: words });
};

const firstConcept = (value: unknown): Concept | undefined =>
  list(value)
    .map(concept)
    .find((one) => one !== undefined);

const codeIn = (value: unknown): string | undefined => concept(value)?.codes[0]?.code;

const comparators = ['<', '<=', '>', '>='] as const;

const quantity = (value: unknown): Quantity | undefined => {
  const given = object(value);
  if (given === undefined || typeof given.value !== 'number' || !Number.isFinite(given.value)) return undefined;
  return known<Quantity>({
    written: String(given.value),
    value: given.value,
    unit: text(given.code) ?? text(given.unit),
    comparator: comparators.find((one) => one === given.comparator),
  });
};

const range = (value: unknown): QuantityRange | undefined => {
  const given = object(value);
  const low = quantity(given?.low);
  const high = quantity(given?.high);
  return low === undefined && high === undefined ? undefined : known<QuantityRange>({ low, high });
};

const period = (point: unknown, interval: unknown): Period | undefined => {
  const at = time(point);
  const start = at ?? time(object(interval)?.start);
  const end = at ?? time(object(interval)?.end);
  return start === undefined && end === undefined ? undefined : known<Period>({ start, end });
};

const fhirValue = (holder: Json): readonly FactValue[] => {
  const measured = quantity(holder.valueQuantity);
  if (measured) return [{ kind: 'quantity', quantity: measured }];
  const between = range(holder.valueRange);
  if (between) return [{ kind: 'range', range: between }];
  const coded = concept(holder.valueCodeableConcept);
  if (coded) return [{ kind: 'concept', concept: coded }];
  if (typeof holder.valueBoolean === 'boolean') return [{ kind: 'boolean', value: holder.valueBoolean }];
  const at = time(holder.valueDateTime);
  if (at) return [{ kind: 'time', time: at }];
  const words =
    text(holder.valueString) ?? (typeof holder.valueInteger === 'number' ? String(holder.valueInteger) : undefined);
  return words === undefined ? [] : [{ kind: 'text', text: words }];
};

/** What reads a resource besides itself: the others of the bundle, by what refers to them, and the section it stands in. */
interface Around {
  readonly find: (reference: unknown) => Json | undefined;
  readonly section: FactSection;
}

const assertionOf = ({ codes, text: words }: Concept, verification: string | undefined): FactAssertion => {
  if (codes.some(({ system, code: one }) => absences.has(`${system}|${one}`))) return 'absent';
  if (verification === 'refuted' || verification === 'entered-in-error') return 'negated';
  return codes.length === 0 && words !== undefined ? 'worded' : 'stated';
};

const base = (resource: Json, about: Concept, { section }: Around, when: Period | undefined): Omit<Fact, 'kind'> => {
  const note = list(resource.note)[0];
  return known<Omit<Fact, 'kind'>>({
    concept: about,
    assertion: assertionOf(about, codeIn(resource.verificationStatus)),
    planned: false,
    period: when,
    status: codeIn(resource.clinicalStatus) ?? text(resource.status),
    certainty: concept(resource.verificationStatus),
    severity: concept(resource.severity),
    comment: text(note?.text),
    section,
    ids: list(resource.identifier).flatMap((one) => text(one.value) ?? []),
    author: undefined,
  });
};

const medicine = (resource: Json, { find }: Around): Concept | undefined => {
  const given = concept(resource.medicationCodeableConcept);
  if (given) return given;
  const referred = find(resource.medicationReference);
  return referred && concept(referred.code);
};

const medicationActs: Readonly<Record<string, MedicationFact['act']>> = {
  MedicationStatement: 'statement',
  MedicationRequest: 'prescription',
  MedicationDispense: 'dispensation',
};

const medication = (resource: Json, around: Around): readonly Fact[] => {
  const about = medicine(resource, around);
  if (about === undefined) return [];
  const [instruction] = list(resource.dosage ?? resource.dosageInstruction);
  const when = period(
    resource.effectiveDateTime ?? resource.authoredOn ?? resource.whenHandedOver,
    resource.effectivePeriod,
  );
  return [
    known<MedicationFact>({
      ...base(resource, about, around, when),
      kind: 'medication',
      act: medicationActs[String(resource.resourceType)] ?? 'statement',
      route: concept(instruction?.route),
      dose: undefined,
      every: undefined,
      dosage: text(instruction?.text),
      quantity: quantity(resource.quantity),
      reason: firstConcept(resource.reasonCode),
      fulfils: [],
    }),
  ];
};

const reactions = (resource: Json): readonly Reaction[] =>
  list(resource.reaction).flatMap((one) => {
    const manifestation = firstConcept(one.manifestation);
    const severity = text(one.severity);
    if (manifestation === undefined) return [];
    return [
      known<Reaction>({ manifestation, severity: severity === undefined ? undefined : { codes: [], text: severity } }),
    ];
  });

const observationKinds: Readonly<Record<string, ObservationKind>> = {
  laboratory: 'result',
  imaging: 'result',
  'vital-signs': 'vital-sign',
  'social-history': 'social-history',
};

const observation = (resource: Json, around: Around): readonly Fact[] => {
  const about = concept(resource.code);
  if (about === undefined) return [];
  const category = list(resource.category)
    .map(codeIn)
    .find((one) => one !== undefined);
  const when = period(resource.effectiveDateTime, resource.effectivePeriod);
  const ranges = list(resource.referenceRange).map((one) =>
    known<ObservationFact['ranges'][number]>({ ...range(one), text: text(one.text) }),
  );
  const specimen = around.find(resource.specimen);
  const one = (holder: Json, code: Concept, bounds: ObservationFact['ranges'], panel?: Concept): ObservationFact => {
    const values = fhirValue(holder);
    return known<ObservationFact>({
      ...base(resource, code, around, when),
      kind: observationKinds[category ?? ''] ?? 'finding',
      values,
      interpretation: firstConcept(holder.interpretation),
      ranges: bounds,
      method: concept(resource.method),
      specimen: specimen && concept(specimen.type),
      organism: undefined,
      panel,
      comparable: comparableOf(code, values, bounds),
    });
  };
  const components = list(resource.component).flatMap((part) => {
    const code = concept(part.code);
    return code === undefined ? [] : [one(part, code, [], about)];
  });
  const own = one(resource, about, ranges);
  return own.values.length === 0 && components.length > 0 ? components : [own, ...components];
};

/** Clinical statuses of what is there now (condition-clinical). */
const PRESENT: ReadonlySet<string> = new Set(['active', 'recurrence', 'relapse']);

const readers: Readonly<Record<string, (resource: Json, around: Around) => readonly Fact[]>> = {
  AllergyIntolerance: (resource, around) => {
    const about = concept(resource.code);
    if (about === undefined) return [];
    const when = period(resource.onsetDateTime ?? resource.recordedDate, resource.onsetPeriod);
    const type = text(resource.type);
    return [
      known<Fact & { kind: 'allergy' }>({
        ...base(resource, about, around, when),
        kind: 'allergy',
        type: type === undefined ? undefined : { codes: [], text: type },
        criticality: text(resource.criticality),
        reactions: reactions(resource),
      }),
    ];
  },
  Condition: (resource, around) => {
    const about = concept(resource.code);
    if (about === undefined) return [];
    const began = time(resource.onsetDateTime) ?? time(object(resource.onsetPeriod)?.start);
    const ended = time(resource.abatementDateTime) ?? time(object(resource.onsetPeriod)?.end);
    const when = began === undefined && ended === undefined ? undefined : known<Period>({ start: began, end: ended });
    const status = codeIn(resource.clinicalStatus);
    const course = status === undefined ? 'noted' : PRESENT.has(status) ? 'present' : 'past';
    return [{ ...base(resource, about, around, when), kind: 'problem', course }];
  },
  MedicationStatement: medication,
  MedicationRequest: medication,
  MedicationDispense: medication,
  Immunization: (resource, around) => {
    const about = concept(resource.vaccineCode);
    if (about === undefined) return [];
    const [protocol] = list(resource.protocolApplied);
    const dose = protocol?.doseNumberPositiveInt;
    return [
      known<Fact & { kind: 'immunization' }>({
        ...base(resource, about, around, period(resource.occurrenceDateTime, undefined)),
        ...(resource.status === 'not-done' && { assertion: 'negated' }),
        kind: 'immunization',
        type: undefined,
        lot: text(resource.lotNumber),
        doseNumber: typeof dose === 'number' ? dose : undefined,
        route: concept(resource.route),
        site: concept(resource.site),
        reactions: [],
      }),
    ];
  },
  Observation: observation,
  Procedure: (resource, around) => {
    const about = concept(resource.code);
    if (about === undefined) return [];
    const when = period(resource.performedDateTime, resource.performedPeriod);
    return [
      known<Fact & { kind: 'procedure' }>({
        ...base(resource, about, around, when),
        kind: 'procedure',
        reason: firstConcept(resource.reasonCode),
        performer: undefined,
      }),
    ];
  },
  DeviceUseStatement: (resource, around) => {
    const device = around.find(resource.device);
    const about = device && concept(device.type);
    if (about === undefined) return [];
    const when = period(resource.timingDateTime, resource.timingPeriod);
    return [
      known<Fact & { kind: 'device' }>({ ...base(resource, about, around, when), kind: 'device', quantity: undefined }),
    ];
  },
  FamilyMemberHistory: (resource, around) =>
    list(resource.condition).flatMap((one) => {
      const about = concept(one.code);
      if (about === undefined) return [];
      const relative = concept(resource.relationship);
      return [
        known<Fact & { kind: 'family-history' }>({
          ...base(resource, about, around, undefined),
          kind: 'family-history',
          relative,
        }),
      ];
    }),
};

interface Section extends FactSection {
  readonly references: readonly string[];
}

const DEEPEST = 8;

const sectionsOf = (holder: Json, depth = 0): readonly Section[] =>
  depth > DEEPEST
    ? []
    : list(holder.section).flatMap((section) => [
        known<Section>({
          code: codeIn(section.code),
          title: text(section.title),
          references: list(section.entry).flatMap(({ reference }) => text(reference) ?? []),
        }),
        ...sectionsOf(section, depth + 1),
      ]);

/** Facts of a FHIR bundle, a document or any other; none where the JSON is something else. */
export const readFhirFacts = (json: unknown): readonly Fact[] => {
  const bundle = object(json);
  if (bundle?.resourceType !== 'Bundle') return [];
  const byName = new Map<string, Json>();
  const resources = list(bundle.entry).flatMap((entry) => {
    const resource = object(entry.resource);
    if (resource === undefined) return [];
    for (const name of [text(entry.fullUrl), `${resource.resourceType}/${resource.id}`])
      if (name) byName.set(name, resource);
    return [resource];
  });
  const composition = resources.find(({ resourceType }) => resourceType === 'Composition');
  const sections = composition === undefined ? [] : sectionsOf(composition);
  const sectionOf = new Map<Json, FactSection>();
  for (const { references, code, title } of sections)
    for (const reference of references) {
      const resource = byName.get(reference);
      if (resource) sectionOf.set(resource, known<FactSection>({ code, title }));
    }
  const find = (reference: unknown): Json | undefined => byName.get(text(object(reference)?.reference) ?? '');
  return resources.flatMap(
    (resource) =>
      readers[String(resource.resourceType)]?.(resource, { find, section: sectionOf.get(resource) ?? {} }) ?? [],
  );
};
