// SPDX-License-Identifier: Apache-2.0
import { hl7Time, type LocalTime } from '../calendar.ts';
import type { Label, Section } from '../model.ts';
import { element, type Xml } from '../xml.ts';
import { HL7_INTERPRETATION, LOINC } from './systems.ts';

interface Analyte extends Label {
  /** UCUM. */
  readonly unit: string;
  /** The unit as people print it. */
  readonly printed: string;
  readonly low?: number;
  readonly high?: number;
  readonly decimals: number;
  readonly chapter: Label;
}

const biochemistry = { code: '18719-5', display: 'Biochimie' };
const haematology = { code: '18723-7', display: 'Hématologie' };
const serology = { code: '18727-8', display: 'Sérologie' };

const analyte = (
  code: string,
  display: string,
  [unit, printed]: readonly [string, string],
  [low, high]: readonly [(number | undefined)?, (number | undefined)?],
  decimals: number,
  chapter: Label = biochemistry,
): Analyte => ({
  code,
  display,
  unit,
  printed,
  ...(low !== undefined && { low }),
  ...(high !== undefined && { high }),
  decimals,
  chapter,
});

/** Analytes of the stories: LOINC code, name, units, reference range of an adult. */
const analytes = {
  hba1c: analyte('4548-4', 'Hémoglobine glyquée (HbA1c)', ['%', '%'], [4, 6], 1),
  hba1cIfcc: analyte('59261-8', 'Hémoglobine glyquée (HbA1c, IFCC)', ['mmol/mol', 'mmol/mol'], [20, 42], 0),
  glucose: analyte('2345-7', 'Glycémie à jeun', ['g/L', 'g/L'], [0.74, 1.06], 2),
  creatinine: analyte('14682-9', 'Créatinine', ['umol/L', 'µmol/L'], [45, 84], 0),
  creatinineMass: analyte('2160-0', 'Créatinine', ['mg/L', 'mg/L'], [5.1, 9.5], 1),
  egfr: analyte(
    '62238-1',
    'Débit de filtration glomérulaire (CKD-EPI)',
    ['mL/min/{1.73_m2}', 'mL/min/1,73 m²'],
    [90],
    0,
  ),
  albuminuria: analyte('14959-1', 'Albumine / créatinine urinaires', ['mg/g', 'mg/g'], [undefined, 30], 0),
  cholesterol: analyte('2093-3', 'Cholestérol total', ['g/L', 'g/L'], [undefined, 2], 2),
  ldl: analyte('13457-7', 'Cholestérol LDL (calculé)', ['g/L', 'g/L'], [undefined, 1.6], 2),
  hdl: analyte('2085-9', 'Cholestérol HDL', ['g/L', 'g/L'], [0.4], 2),
  triglycerides: analyte('2571-8', 'Triglycérides', ['g/L', 'g/L'], [undefined, 1.5], 2),
  potassium: analyte('2823-3', 'Potassium', ['mmol/L', 'mmol/L'], [3.5, 5], 1),
  sodium: analyte('2951-2', 'Sodium', ['mmol/L', 'mmol/L'], [136, 145], 0),
  alt: analyte('1742-6', 'Alanine aminotransférase (ALAT)', ['U/L', 'U/L'], [undefined, 35], 0),
  ggt: analyte('2324-2', 'Gamma glutamyl transférase (GGT)', ['U/L', 'U/L'], [undefined, 40], 0),
  crp: analyte('1988-5', 'Protéine C réactive (CRP)', ['mg/L', 'mg/L'], [undefined, 5], 1),
  tsh: analyte('3016-3', 'Thyréostimuline (TSH)', ['m[IU]/L', 'mUI/L'], [0.27, 4.2], 2),
  ferritin: analyte('2276-4', 'Ferritine', ['ug/L', 'µg/L'], [15, 150], 0),
  uricAcid: analyte('14933-6', 'Acide urique', ['umol/L', 'µmol/L'], [150, 360], 0),
  ntProBnp: analyte('33762-6', 'NT-proBNP', ['ng/L', 'ng/L'], [undefined, 300], 0),
  psa: analyte('2857-1', 'Antigène spécifique de la prostate (PSA)', ['ug/L', 'µg/L'], [undefined, 4], 1),
  hcg: analyte('21198-7', 'Bêta-hCG', ['[IU]/L', 'UI/L'], [undefined, 5], 0),
  haemoglobin: analyte('718-7', 'Hémoglobine', ['g/dL', 'g/dL'], [12, 16], 1, haematology),
  leukocytes: analyte('6690-2', 'Leucocytes', ['10*9/L', 'G/L'], [4, 10], 1, haematology),
  platelets: analyte('777-3', 'Plaquettes', ['10*9/L', 'G/L'], [150, 400], 0, haematology),
  inr: analyte('6301-6', 'INR', ['{INR}', ''], [undefined, 1.2], 1, haematology),
  toxoplasmaIgg: analyte('8039-8', 'Toxoplasmose, IgG', ['[IU]/mL', 'UI/mL'], [undefined, 8], 0, serology),
} as const;

export type AnalyteName = keyof typeof analytes;

export type Result = readonly [name: AnalyteName, value: number];

const rounded = (value: number, { decimals }: Analyte): string => value.toFixed(decimals);

const interpretation = (value: number, { low, high }: Analyte): Label => {
  if (low !== undefined && value < low) return { code: 'L', display: 'Anormalement bas' };
  if (high !== undefined && value > high) return { code: 'H', display: 'Anormalement élevé' };
  return { code: 'N', display: 'Normal' };
};

const french = (value: string): string => value.replace('.', ',');

const printedRange = ({ low, high }: Analyte): string => {
  if (low !== undefined && high !== undefined) return `${french(String(low))} - ${french(String(high))}`;
  if (high !== undefined) return `< ${french(String(high))}`;
  return low === undefined ? '' : `> ${french(String(low))}`;
};

const quantity = (name: string, value: number | undefined, unit: string): Xml | undefined =>
  value === undefined ? undefined : element(name, { value: String(value), unit });

/** Observation of a result (IHE PALM Laboratory Observation; CI-SIS FR-Resultat-examens-de-biologie…). */
const observation = (value: number, of: Analyte, reference: string, at: LocalTime): Xml => {
  const grade = interpretation(value, of);
  const normal = element('interpretationCode', {
    code: 'N',
    displayName: 'Normal',
    codeSystem: HL7_INTERPRETATION,
  });
  return element(
    'observation',
    { classCode: 'OBS', moodCode: 'EVN' },
    element('templateId', { root: '1.3.6.1.4.1.19376.1.3.1.6' }),
    element('templateId', { root: '1.2.250.1.213.1.1.3.80' }),
    element(
      'code',
      { code: of.code, displayName: of.display, codeSystem: LOINC, codeSystemName: 'LOINC' },
      element('originalText', {}, element('reference', { value: `#${reference}` })),
    ),
    element('statusCode', { code: 'completed' }),
    element('effectiveTime', { value: hl7Time(at) }),
    element('value', { 'xsi:type': 'PQ', value: rounded(value, of), unit: of.unit }),
    element('interpretationCode', {
      code: grade.code,
      displayName: grade.display,
      codeSystem: HL7_INTERPRETATION,
    }),
    (of.low !== undefined || of.high !== undefined) &&
      element(
        'referenceRange',
        { typeCode: 'REFV' },
        element(
          'observationRange',
          { classCode: 'OBS', moodCode: 'EVN.CRT' },
          element(
            'value',
            { 'xsi:type': 'IVL_PQ' },
            quantity('low', of.low, of.unit),
            quantity('high', of.high, of.unit),
          ),
          normal,
        ),
      ),
  );
};

const chapterSection = (chapter: Label, results: readonly Result[], at: LocalTime): Section => {
  const rows = results.map(([name, raw], index) => {
    const of: Analyte = analytes[name];
    return { of, value: Number(rounded(raw, of)), reference: `bio-${chapter.code}-${index + 1}` };
  });
  const entry = element(
    'act',
    { classCode: 'ACT', moodCode: 'EVN' },
    element('templateId', { root: '1.3.6.1.4.1.19376.1.3.1' }),
    element('templateId', { root: '1.2.250.1.213.1.1.3.21' }),
    element('code', { code: chapter.code, displayName: chapter.display, codeSystem: LOINC }),
    element('statusCode', { code: 'completed' }),
    rows.map(({ of, value, reference }) =>
      element('entryRelationship', { typeCode: 'COMP' }, observation(value, of, reference, at)),
    ),
  );
  return {
    templates: ['1.3.6.1.4.1.19376.1.3.3.2.1', '1.2.250.1.213.1.1.2.70'],
    code: chapter,
    title: chapter.display,
    blocks: [],
    sections: [
      {
        templates: ['1.3.6.1.4.1.19376.1.3.3.2.2', '1.2.250.1.213.1.1.2.71'],
        code: chapter,
        title: chapter.display,
        blocks: [
          {
            head: ['Analyse', 'Résultat', 'Valeurs de référence'],
            rows: rows.map(({ of, value, reference }) => [
              { id: reference, text: of.display },
              `${french(rounded(value, of))} ${of.printed}`.trim() +
                (interpretation(value, of).code === 'N' ? '' : ' *'),
              printedRange(of),
            ]),
          },
        ],
        entries: [entry],
      },
    ],
  };
};

/** Chapters of a laboratory report (CR-BIO), each with its results readable and coded. */
export const laboratorySections = (
  results: readonly Result[],
  at: LocalTime,
  conclusion?: string,
): readonly Section[] => {
  const chapters = Map.groupBy(results, ([name]) => analytes[name].chapter);
  const sections = [...chapters].map(([chapter, own]) => chapterSection(chapter, own, at));
  if (conclusion === undefined) return sections;
  return [
    ...sections,
    {
      templates: ['1.2.250.1.213.1.1.2.73'],
      code: { code: '55112-7', display: 'Commentaire' },
      title: 'Commentaire',
      blocks: [{ paragraph: conclusion }],
    },
  ];
};
