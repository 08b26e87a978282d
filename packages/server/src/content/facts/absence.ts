// SPDX-License-Identifier: Apache-2.0
import type { Assertion, Concept } from './types.ts';

const IPS_ABSENT_OR_UNKNOWN = '2.16.840.1.113883.5.1150.1';
const SNOMED_CT = '2.16.840.1.113883.6.96';

/**
 * Codes that say that there is none, or that nothing is known (HL7 IPS "Absent and Unknown Data", which the CI-SIS takes
 * over in JDV_AbsentOrUnknown*; SNOMED CT "No known …").
 */
const absenceCodes: Readonly<Record<string, Readonly<Record<string, Assertion>>>> = {
  [IPS_ABSENT_OR_UNKNOWN]: {
    'no-allergy-info': 'unknown',
    'no-known-allergies': 'absent',
    'no-known-medication-allergies': 'absent',
    'no-known-environmental-allergies': 'absent',
    'no-known-food-allergies': 'absent',
    'no-device-info': 'unknown',
    'no-known-devices': 'absent',
    'no-immunization-info': 'unknown',
    'no-known-immunizations': 'absent',
    'no-medication-info': 'unknown',
    'no-known-medications': 'absent',
    'no-problem-info': 'unknown',
    'no-known-problems': 'absent',
    'no-procedure-info': 'unknown',
    'no-known-procedures': 'absent',
  },
  [SNOMED_CT]: {
    '716186003': 'absent', // no known allergy
    '409137002': 'absent', // no known drug allergy
    '429625007': 'absent', // no known food allergy
    '428607008': 'absent', // no known environmental allergy
    '428197003': 'absent', // no known insect allergy
    '160244002': 'absent', // no known allergies
    '160245001': 'absent', // no current problems or disability
  },
};

const assertionOfCode = ({ code, system }: Concept): Assertion | undefined => {
  if (code === undefined || system === undefined || !Object.hasOwn(absenceCodes, system)) return undefined;
  const codes = absenceCodes[system];
  return codes !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
};

/** What a code of absence says; undefined for every other. */
export const absenceOf = (concept: Concept): Assertion | undefined =>
  [concept, ...concept.translations].map(assertionOfCode).find((assertion) => assertion !== undefined);

/** The first concept that says that there is none, or that nothing is known. */
export const absenceAmong = (concepts: readonly (Concept | undefined)[]): Concept | undefined =>
  concepts.find((concept) => concept !== undefined && absenceOf(concept) !== undefined);

/** Codes that name no problem and no allergy but any: to deny one is to say that there is none (C-CDA, IHE PCC). */
const anyOfAKind: ReadonlySet<string> = new Set([
  '55607006', // problem
  '64572001', // disease
  '404684003', // clinical finding
  '419199007', // allergy to substance
  '420134006', // propensity to adverse reaction
  '416098002', // allergy to drug
  '414285001', // allergy to food
  '426232007', // environmental allergy
]);

/** The concept names nothing in particular. */
export const namesAny = ({ code, system }: Concept): boolean =>
  code !== undefined && system === SNOMED_CT && anyOfAKind.has(code);
