// SPDX-License-Identifier: Apache-2.0
import type { Concept, Period, Quantity, QuantityRange } from '@dossier/core/facts';
import { type Dtm, dtmToIso } from '@dossier/core/time';
import { coding } from '../identifiers/index.ts';
import type { CodeableConcept, Period as FhirPeriod, Quantity as FhirQuantity, Range } from '../r4/index.ts';

const UCUM = 'http://unitsofmeasure.org';

export const codeable = ({ codes, text }: Concept): CodeableConcept => ({
  coding: codes.length === 0 ? undefined : codes.map(coding),
  text,
});

export const optionalCodeable = (concept: Concept | undefined): CodeableConcept | undefined =>
  concept && codeable(concept);

export const listed = (concept: Concept | undefined): CodeableConcept[] | undefined => concept && [codeable(concept)];

/** A code of a vocabulary of HL7. */
export const coded = (system: string, code: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

/** What a unit in UCUM may hold: no blanks; what the sender wrote in the place of one stays a word. */
const isUcum = (unit: string): boolean => /^[\x21-\x7e]+$/.test(unit);

export const fhirQuantity = ({ value, unit, comparator }: Quantity): FhirQuantity => ({
  value,
  comparator,
  unit,
  ...(unit !== undefined && isUcum(unit) && { system: UCUM, code: unit }),
});

export const fhirRange = ({ low, high }: QuantityRange): Range => ({
  low: low && fhirQuantity(low),
  high: high && fhirQuantity(high),
});

export const iso = (dtm: Dtm | undefined): string | undefined => (dtm === undefined ? undefined : dtmToIso(dtm));

export const fhirPeriod = (period: Period | undefined): FhirPeriod | undefined =>
  period && { start: iso(period.start), end: iso(period.end) };
