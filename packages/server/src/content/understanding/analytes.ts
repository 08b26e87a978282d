// SPDX-License-Identifier: Apache-2.0

/*
 * Analytes whose results are compared over laboratories, methods and units: LOINC codes that measure the same thing, and
 * the unit (UCUM) in which they are compared. Molar mass in g/mol, from the formula; it turns mass into amount of substance.
 * A `line` is for units that are no multiples of each other: value = factor x given + offset. HbA1c: IFCC-NGSP master
 * equation, NGSP = 0.09148 x IFCC + 2.152 (Clin Chem 2004;50:166-174).
 */
export interface Analyte {
  readonly name: string;
  readonly codes: readonly string[];
  readonly unit: string;
  readonly molarMass?: number;
  readonly lines?: readonly { readonly from: string; readonly factor: number; readonly offset: number }[];
}

export const analytes: readonly Analyte[] = [
  { name: 'creatinine', codes: ['14682-9', '2160-0', '77140-2'], unit: 'umol/L', molarMass: 113.12 },
  {
    name: 'glucose',
    codes: ['2345-7', '15074-8', '40193-5', '1558-6', '14771-0', '14749-6'],
    unit: 'mmol/L',
    molarMass: 180.16,
  },
  { name: 'cholesterol', codes: ['2093-3', '14647-2'], unit: 'mmol/L', molarMass: 386.65 },
  {
    name: 'ldl-cholesterol',
    codes: ['13457-7', '2089-1', '22748-8', '39469-2', '18262-6'],
    unit: 'mmol/L',
    molarMass: 386.65,
  },
  { name: 'hdl-cholesterol', codes: ['2085-9', '14646-4'], unit: 'mmol/L', molarMass: 386.65 },
  { name: 'triglycerides', codes: ['2571-8', '14927-8'], unit: 'mmol/L', molarMass: 885.4 },
  { name: 'uric-acid', codes: ['14933-6', '3084-1'], unit: 'umol/L', molarMass: 168.11 },
  { name: 'urea', codes: ['22664-7', '3091-6'], unit: 'mmol/L', molarMass: 60.06 },
  { name: 'calcium', codes: ['2000-8', '17861-6'], unit: 'mmol/L', molarMass: 40.078 },
  {
    name: 'hba1c',
    codes: ['4548-4', '59261-8', '17856-6', '41995-2'],
    unit: '%',
    lines: [{ from: 'mmol/mol', factor: 0.09148, offset: 2.152 }],
  },
  { name: 'crp', codes: ['1988-5', '30522-7'], unit: 'mg/L' },
  { name: 'haemoglobin', codes: ['718-7', '20509-6'], unit: 'g/dL' },
  { name: 'ferritin', codes: ['2276-4', '20567-4'], unit: 'ug/L' },
  { name: 'potassium', codes: ['2823-3', '6298-4'], unit: 'mmol/L' },
  { name: 'sodium', codes: ['2951-2', '2947-0'], unit: 'mmol/L' },
  { name: 'tsh', codes: ['3016-3', '11579-0', '11580-8'], unit: 'm[IU]/L' },
  { name: 'body-weight', codes: ['29463-7', '3141-9'], unit: 'kg' },
  { name: 'body-height', codes: ['8302-2', '3137-7'], unit: 'cm' },
];
