// SPDX-License-Identifier: Apache-2.0
import { stableUuid } from '../../identifiers.ts';
import { frenchDate, hl7Date, hl7Time } from '../calendar.ts';
import type { Section } from '../model.ts';
import type { Practitioner } from '../practitioners.ts';
import { element, type Xml } from '../xml.ts';
import { professionalParts } from './parties.ts';
import { ATC, EDQM, HL7_ACT_CODE, LOINC } from './systems.ts';

/** Vaccines of the calendar, by ATC code. */
const vaccines = {
  hexavalent: ['J07CA09', 'Vaccin diphtérie, tétanos, coqueluche, poliomyélite, Hib, hépatite B'],
  dtcp: ['J07CA02', 'Vaccin diphtérie, tétanos, coqueluche, poliomyélite'],
  dtp: ['J07CA01', 'Vaccin diphtérie, tétanos, poliomyélite'],
  mmr: ['J07BD52', 'Vaccin rougeole, oreillons, rubéole'],
  influenza: ['J07BB02', 'Vaccin grippal, virion fragmenté'],
  hepatitisB: ['J07BC01', "Vaccin de l'hépatite B"],
  pneumococcal: ['J07AL02', 'Vaccin pneumococcique conjugué'],
  meningococcal: ['J07AH07', 'Vaccin méningococcique C conjugué'],
  hpv: ['J07BM03', 'Vaccin papillomavirus humain'],
  covid: ['J07BN01', 'Vaccin COVID-19 à ARN messager'],
  zoster: ['J07BK03', 'Vaccin du zona recombinant'],
} as const;

export interface Vaccination {
  readonly vaccine: keyof typeof vaccines;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly rank: number;
  readonly lot: string;
  readonly by: Practitioner;
}

const entry = ({ vaccine, on, rank, lot, by }: Vaccination, reference: string, id: string): Xml => {
  const [atc, name] = vaccines[vaccine];
  return element(
    'substanceAdministration',
    { classCode: 'SBADM', moodCode: 'EVN', negationInd: 'false' },
    element('templateId', { root: '2.16.840.1.113883.10.20.1.24' }),
    element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.12' }),
    element('templateId', { root: '1.2.250.1.213.1.1.3.45' }),
    element('id', { root: stableUuid(id).toUpperCase() }),
    rank === 1
      ? element('code', { code: 'INITIMMUNIZ', displayName: '1ère série vaccinante', codeSystem: HL7_ACT_CODE })
      : element('code', { code: 'BOOSTER', displayName: 'Rappel', codeSystem: HL7_ACT_CODE }),
    element('text', {}, element('reference', { value: `#${reference}` })),
    element('statusCode', { code: 'completed' }),
    element('effectiveTime', { value: hl7Date(on) }),
    element('routeCode', {
      code: '20035000',
      displayName: 'Voie intramusculaire',
      codeSystem: EDQM,
      codeSystemName: 'EDQM',
    }),
    element(
      'consumable',
      { typeCode: 'CSM' },
      element(
        'manufacturedProduct',
        {},
        element('templateId', { root: '2.16.840.1.113883.10.20.1.53' }),
        element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.7.2' }),
        element('templateId', { root: '1.2.250.1.213.1.1.3.43' }),
        element(
          'manufacturedMaterial',
          {},
          element(
            'code',
            { code: atc, displayName: name, codeSystem: ATC, codeSystemName: 'ATC' },
            element('originalText', {}, element('reference', { value: `#${reference}` })),
          ),
          element('name', {}, name),
          element('lotNumberText', {}, lot),
        ),
      ),
    ),
    element(
      'performer',
      { typeCode: 'PRF' },
      element('assignedEntity', { classCode: 'ASSIGNED' }, professionalParts(by)),
    ),
    element(
      'author',
      {},
      element('time', { value: hl7Time(`${on}T10:00`) }),
      element('assignedAuthor', { classCode: 'ASSIGNED' }, professionalParts(by)),
    ),
    element(
      'entryRelationship',
      { typeCode: 'SUBJ' },
      element(
        'observation',
        { classCode: 'OBS', moodCode: 'EVN' },
        element('templateId', { root: '2.16.840.1.113883.10.20.1.46' }),
        element('templateId', { root: '1.2.250.1.213.1.1.3.82' }),
        element('code', { code: '30973-2', displayName: 'Rang de la vaccination', codeSystem: LOINC }),
        element('statusCode', { code: 'completed' }),
        element('value', { 'xsi:type': 'INT', value: String(rank) }),
      ),
    ),
  );
};

/** Section of a vaccination note or of the history of vaccinations (CI-SIS VAC). */
export const vaccinationSection = (vaccinations: readonly Vaccination[], title: string, key: string): Section => ({
  templates: ['2.16.840.1.113883.10.20.1.6', '1.3.6.1.4.1.19376.1.5.3.1.3.23', '1.2.250.1.213.1.1.2.147'],
  code: { code: '11369-6', display: 'Historique des vaccinations' },
  title,
  blocks: [
    {
      head: ['Date', 'Vaccin', 'Rang', 'Lot', 'Vaccinateur'],
      rows: vaccinations.map(({ vaccine, on, rank, lot, by }, index) => [
        frenchDate(on),
        { id: `vac-${index + 1}`, text: vaccines[vaccine][1] },
        String(rank),
        lot,
        by.actor.name,
      ]),
    },
  ],
  entries: vaccinations.map((vaccination, index) => entry(vaccination, `vac-${index + 1}`, `${key}:vaccine:${index}`)),
});
