// SPDX-License-Identifier: Apache-2.0
import { stableUuid } from '../../identifiers.ts';
import { daysAfter, frenchDate, hl7Date } from '../calendar.ts';
import type { Section } from '../model.ts';
import { element, type Xml } from '../xml.ts';
import { ATC, EDQM, HL7_ACT_CODE } from './systems.ts';

/** A medicine as prescribed by its common name (DCI). */
export interface Medicine {
  readonly name: string;
  readonly atc: string;
  readonly substance: string;
  readonly form: keyof typeof routes;
}

const routes = {
  oral: { code: '20053000', display: 'Voie orale' },
  subcutaneous: { code: '20066000', display: 'Voie sous-cutanée' },
  inhaled: { code: '20020000', display: 'Voie inhalée' },
} as const;

const medicine = (name: string, atc: string, substance: string, form: Medicine['form'] = 'oral'): Medicine => ({
  name,
  atc,
  substance,
  form,
});

/** Medicines of the stories, under their common names. */
export const medicines = {
  metformin: medicine('METFORMINE 1000 mg, comprimé pelliculé', 'A10BA02', 'metformine'),
  gliclazide: medicine('GLICLAZIDE 30 mg, comprimé à libération modifiée', 'A10BB09', 'gliclazide'),
  glargine: medicine(
    'INSULINE GLARGINE 100 unités/mL, solution injectable en stylo',
    'A10AE04',
    'insuline glargine',
    'subcutaneous',
  ),
  atorvastatin: medicine('ATORVASTATINE 20 mg, comprimé pelliculé', 'C10AA05', 'atorvastatine'),
  ramipril: medicine('RAMIPRIL 5 mg, comprimé', 'C09AA05', 'ramipril'),
  amlodipine: medicine('AMLODIPINE 5 mg, gélule', 'C08CA01', 'amlodipine'),
  bisoprolol: medicine('BISOPROLOL 2,5 mg, comprimé pelliculé', 'C07AB07', 'bisoprolol'),
  aspirin: medicine('ACIDE ACETYLSALICYLIQUE 75 mg, comprimé gastrorésistant', 'B01AC06', 'acide acétylsalicylique'),
  clopidogrel: medicine('CLOPIDOGREL 75 mg, comprimé pelliculé', 'B01AC04', 'clopidogrel'),
  furosemide: medicine('FUROSEMIDE 40 mg, comprimé sécable', 'C03CA01', 'furosémide'),
  apixaban: medicine('APIXABAN 5 mg, comprimé pelliculé', 'B01AF02', 'apixaban'),
  warfarin: medicine('WARFARINE 2 mg, comprimé sécable', 'B01AA03', 'warfarine'),
  paracetamol: medicine('PARACETAMOL 1000 mg, comprimé', 'N02BE01', 'paracétamol'),
  ibuprofen: medicine('IBUPROFENE 400 mg, comprimé pelliculé', 'M01AE01', 'ibuprofène'),
  amoxicillinSyrup: medicine('AMOXICILLINE 250 mg/5 mL, poudre pour suspension buvable', 'J01CA04', 'amoxicilline'),
  salbutamol: medicine(
    'SALBUTAMOL 100 microgrammes/dose, suspension pour inhalation',
    'R03AC02',
    'salbutamol',
    'inhaled',
  ),
  budesonideFormoterol: medicine(
    'BUDESONIDE FORMOTEROL 200/6 microgrammes, poudre pour inhalation',
    'R03AK07',
    'budésonide et formotérol',
    'inhaled',
  ),
  tiotropium: medicine('TIOTROPIUM 18 microgrammes, poudre pour inhalation', 'R03BB04', 'tiotropium', 'inhaled'),
  levothyroxine: medicine('LEVOTHYROXINE 75 microgrammes, comprimé sécable', 'H03AA01', 'lévothyroxine sodique'),
  sertraline: medicine('SERTRALINE 50 mg, gélule', 'N06AB06', 'sertraline'),
  omeprazole: medicine('OMEPRAZOLE 20 mg, gélule gastrorésistante', 'A02BC01', 'oméprazole'),
  cholecalciferol: medicine('CHOLECALCIFEROL 100 000 UI, solution buvable en ampoule', 'A11CC05', 'colécalciférol'),
  iron: medicine('SULFATE FERREUX 80 mg, comprimé', 'B03AA07', 'sulfate ferreux'),
  folicAcid: medicine('ACIDE FOLIQUE 0,4 mg, comprimé', 'B03BB01', 'acide folique'),
  enoxaparin: medicine(
    'ENOXAPARINE 4000 UI, solution injectable en seringue préremplie',
    'B01AB05',
    'énoxaparine',
    'subcutaneous',
  ),
  letrozole: medicine('LETROZOLE 2,5 mg, comprimé pelliculé', 'L02BG04', 'létrozole'),
  donepezil: medicine('DONEPEZIL 10 mg, comprimé pelliculé', 'N06DA02', 'donépézil'),
  sumatriptan: medicine('SUMATRIPTAN 50 mg, comprimé pelliculé', 'N02CC01', 'sumatriptan'),
  levonorgestrel: medicine(
    'LEVONORGESTREL ETHINYLESTRADIOL 150/30 microgrammes, comprimé enrobé',
    'G03AA07',
    'lévonorgestrel et éthinylestradiol',
  ),
  desloratadine: medicine('DESLORATADINE 5 mg, comprimé pelliculé', 'R06AX27', 'desloratadine'),
} as const;

export type MedicineName = keyof typeof medicines;

/** One line of a prescription or of a dispensation. */
export interface MedicineLine {
  readonly medicine: MedicineName;
  readonly dosage: string;
  readonly days: number;
  readonly boxes?: number;
  readonly renewals?: number;
}

const material = ({ name, atc, substance }: Medicine, reference: string): Xml =>
  element(
    'manufacturedProduct',
    { classCode: 'MANU' },
    element('templateId', { root: '2.16.840.1.113883.10.20.1.53' }),
    element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.7.2' }),
    element('templateId', { root: '1.2.250.1.213.1.1.3.43' }),
    element(
      'manufacturedMaterial',
      { classCode: 'MMAT', determinerCode: 'KIND' },
      element(
        'code',
        { code: atc, displayName: substance, codeSystem: ATC, codeSystemName: 'ATC' },
        element('originalText', {}, element('reference', { value: `#${reference}` })),
      ),
      element('name', {}, name),
    ),
  );

const route = ({ form }: Medicine): Xml =>
  element('routeCode', {
    code: routes[form].code,
    displayName: routes[form].display,
    codeSystem: EDQM,
    codeSystemName: 'EDQM',
  });

const treatmentTime = (start: string, days: number): Xml =>
  element(
    'effectiveTime',
    { 'xsi:type': 'IVL_TS' },
    element('low', { value: hl7Date(start) }),
    element('high', { value: hl7Date(daysAfter(start, days)) }),
  );

const administration = (
  templates: readonly string[],
  line: MedicineLine,
  { start, reference, id }: { readonly start: string; readonly reference: string; readonly id: string },
): Xml => {
  const of = medicines[line.medicine];
  return element(
    'substanceAdministration',
    { classCode: 'SBADM', moodCode: 'INT' },
    templates.map((root) => element('templateId', { root })),
    element('id', { root: stableUuid(id).toUpperCase() }),
    element('code', { code: 'DRUG', displayName: 'Médicament', codeSystem: HL7_ACT_CODE }),
    element('text', {}, element('reference', { value: `#${reference}-posologie` })),
    element('statusCode', { code: 'completed' }),
    treatmentTime(start, line.days),
    line.renewals !== undefined && element('repeatNumber', { value: String(line.renewals) }),
    route(of),
    element('consumable', {}, material(of, reference)),
  );
};

const until = (start: string, days: number): string =>
  `du ${frenchDate(start)} au ${frenchDate(daysAfter(start, days))}`;

/** Section "Prescription de médicaments" of an e-prescription (CI-SIS eP-MED). */
export const prescriptionSection = (lines: readonly MedicineLine[], start: string, key: string): Section => ({
  templates: ['1.3.6.1.4.1.19376.1.9.1.2.1', '1.2.250.1.213.1.1.2.171'],
  code: { code: '57828-6', display: 'Prescriptions' },
  title: 'Prescription de médicaments',
  blocks: [
    {
      head: ['Médicament', 'Posologie', 'Durée du traitement', 'Renouvellements'],
      rows: lines.map((line, index) => [
        { id: `med-${index + 1}`, text: medicines[line.medicine].name },
        { id: `med-${index + 1}-posologie`, text: line.dosage },
        until(start, line.days),
        String(line.renewals ?? 0),
      ]),
    },
  ],
  entries: lines.map((line, index) =>
    administration(
      [
        '2.16.840.1.113883.10.20.1.24',
        '1.3.6.1.4.1.19376.1.5.3.1.4.7',
        '1.3.6.1.4.1.19376.1.9.1.3.2',
        '1.2.250.1.213.1.1.3.83',
        '1.3.6.1.4.1.19376.1.9.1.3.6',
      ],
      line,
      { start, reference: `med-${index + 1}`, id: `${key}:${index}` },
    ),
  ),
});

/** Section "Traitements" of a summary, a letter or an emergency sheet. */
export const treatmentSection = (
  lines: readonly MedicineLine[],
  start: string,
  key: string,
  { code, title, templates }: Pick<Section, 'code' | 'title' | 'templates'>,
): Section => ({
  ...(templates && { templates }),
  code,
  title,
  blocks: [
    {
      head: ['Médicament', 'Posologie', 'Depuis le'],
      rows: lines.map((line, index) => [
        { id: `ttt-${index + 1}`, text: medicines[line.medicine].name },
        { id: `ttt-${index + 1}-posologie`, text: line.dosage },
        frenchDate(start),
      ]),
    },
  ],
  entries: lines.map((line, index) =>
    administration(['2.16.840.1.113883.10.20.1.24', '1.3.6.1.4.1.19376.1.5.3.1.4.7', '1.2.250.1.213.1.1.3.42'], line, {
      start,
      reference: `ttt-${index + 1}`,
      id: `${key}:ttt:${index}`,
    }),
  ),
});

/** Section "Médicaments délivrés" of a dispensation (CI-SIS eDISP-MED). */
export const dispensationSection = (lines: readonly MedicineLine[], start: string, key: string): Section => ({
  templates: ['1.3.6.1.4.1.19376.1.9.1.2.3', '2.16.840.1.113883.10.20.1.8', '1.2.250.1.213.1.1.2.236'],
  code: { code: '60590-7', display: 'Médicaments délivrés' },
  title: 'Médicaments délivrés',
  blocks: [
    {
      head: ['Médicament', 'Quantité délivrée', 'Posologie', 'Durée du traitement'],
      rows: lines.map((line, index) => [
        { id: `disp-${index + 1}`, text: medicines[line.medicine].name },
        `${line.boxes ?? 1} boîte(s)`,
        { id: `disp-${index + 1}-posologie`, text: line.dosage },
        until(start, line.days),
      ]),
    },
  ],
  entries: lines.map((line, index) =>
    element(
      'supply',
      { classCode: 'SPLY', moodCode: 'EVN' },
      element('templateId', { root: '2.16.840.1.113883.10.20.1.34' }),
      element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.7.3' }),
      element('templateId', { root: '1.3.6.1.4.1.19376.1.9.1.3.4' }),
      element('templateId', { root: '1.2.250.1.213.1.1.3.204' }),
      element('id', { root: stableUuid(`${key}:${index}`).toUpperCase() }),
      element('text', {}, element('reference', { value: `#disp-${index + 1}` })),
      element('effectiveTime', { value: hl7Date(start) }),
      element('quantity', { value: String(line.boxes ?? 1), unit: '30009000' }), // EDQM: box
      element('product', {}, material(medicines[line.medicine], `disp-${index + 1}`)),
    ),
  ),
});
