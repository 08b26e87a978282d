// SPDX-License-Identifier: Apache-2.0
import { stableUuid } from '../../identifiers.ts';
import { frenchDate, hl7Date } from '../calendar.ts';
import type { Label, Section } from '../model.ts';
import { element, type Xml } from '../xml.ts';
import { ATC, CIM_10, LOINC, SNOMED_CT } from './systems.ts';

/** A disease of the patient, coded in CIM-10; dates `YYYY-MM-DD`. */
export interface Problem extends Label {
  readonly since: string;
  readonly until?: string;
}

export interface Allergy {
  readonly agent: string;
  /** ATC, of the class of substances. */
  readonly atc: string;
  readonly reaction: string;
  readonly since: string;
}

const period = ({ since, until }: Problem): Xml =>
  element(
    'effectiveTime',
    {},
    element('low', { value: hl7Date(since) }),
    until !== undefined && element('high', { value: hl7Date(until) }),
  );

const problemAct = (problem: Problem, reference: string, id: string): Xml =>
  element(
    'act',
    { classCode: 'ACT', moodCode: 'EVN' },
    element('templateId', { root: '2.16.840.1.113883.10.20.1.27' }),
    element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.5.1' }),
    element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.5.2' }),
    element('templateId', { root: '1.2.250.1.213.1.1.3.39' }),
    element('id', { root: stableUuid(id).toUpperCase() }),
    element('code', { nullFlavor: 'NA' }),
    element('statusCode', { code: problem.until === undefined ? 'active' : 'completed' }),
    period(problem),
    element(
      'entryRelationship',
      { typeCode: 'SUBJ', inversionInd: 'false' },
      element(
        'observation',
        { classCode: 'OBS', moodCode: 'EVN', negationInd: 'false' },
        element('templateId', { root: '2.16.840.1.113883.10.20.1.28' }),
        element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.5' }),
        element('templateId', { root: '1.2.250.1.213.1.1.3.37' }),
        element('id', { root: stableUuid(`${id}:observation`).toUpperCase() }),
        element('code', {
          code: '282291009',
          displayName: 'interprétation diagnostique',
          codeSystem: SNOMED_CT,
          codeSystemName: 'SNOMED CT',
        }),
        element('text', {}, element('reference', { value: `#${reference}` })),
        element('statusCode', { code: 'completed' }),
        period(problem),
        element(
          'value',
          {
            'xsi:type': 'CD',
            code: problem.code,
            displayName: problem.display,
            codeSystem: CIM_10,
            codeSystemName: 'CIM-10',
          },
          element('originalText', {}, element('reference', { value: `#${reference}` })),
        ),
      ),
    ),
  );

const problemSection = (
  problems: readonly Problem[],
  key: string,
  prefix: string,
  section: Pick<Section, 'code' | 'title' | 'templates'>,
): Section => ({
  ...section,
  blocks: [
    {
      head: ['Depuis le', section.title],
      rows: problems.map((problem, index) => [
        frenchDate(problem.since),
        { id: `${prefix}-${index + 1}`, text: `${problem.display} (${problem.code})` },
      ]),
    },
  ],
  entries: problems.map((problem, index) => problemAct(problem, `${prefix}-${index + 1}`, `${key}:${prefix}:${index}`)),
});

/** Active problems and past history, as in a medical summary (VSM). */
export const problemSections = (problems: readonly Problem[], key: string): readonly Section[] => {
  const active = problems.filter(({ until }) => until === undefined);
  const past = problems.filter(({ until }) => until !== undefined);
  const sections: Section[] = [];
  if (active.length > 0) {
    sections.push(
      problemSection(active, key, 'pb-actif', {
        templates: ['2.16.840.1.113883.10.20.1.11', '1.3.6.1.4.1.19376.1.5.3.1.3.6', '1.2.250.1.213.1.1.2.132'],
        code: { code: '11450-4', display: 'Liste des problèmes actifs' },
        title: 'Pathologies en cours',
      }),
    );
  }
  if (past.length > 0) {
    sections.push(
      problemSection(past, key, 'antecedent', {
        templates: ['1.3.6.1.4.1.19376.1.5.3.1.3.8', '1.2.250.1.213.1.1.2.134'],
        code: { code: '11348-0', display: 'Antécédents médicaux' },
        title: 'Antécédents médicaux',
      }),
    );
  }
  return sections;
};

export const allergySection = (allergies: readonly Allergy[], key: string): Section => ({
  templates: ['2.16.840.1.113883.10.20.1.2', '1.3.6.1.4.1.19376.1.5.3.1.3.13', '1.2.250.1.213.1.1.2.137'],
  code: { code: '48765-2', display: 'Allergies et hypersensibilités' },
  title: 'Allergies et hypersensibilités',
  blocks:
    allergies.length === 0
      ? [{ paragraph: 'Aucune allergie connue.' }]
      : [
          {
            head: ['Depuis le', 'Agent', 'Réaction'],
            rows: allergies.map(({ agent, reaction, since }, index) => [
              frenchDate(since),
              { id: `allergie-${index + 1}`, text: agent },
              reaction,
            ]),
          },
        ],
  entries: allergies.map(({ agent, atc, since }, index) =>
    element(
      'act',
      { classCode: 'ACT', moodCode: 'EVN' },
      element('templateId', { root: '2.16.840.1.113883.10.20.1.27' }),
      element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.5.3' }),
      element('templateId', { root: '1.2.250.1.213.1.1.3.40' }),
      element('id', { root: stableUuid(`${key}:allergy:${index}`).toUpperCase() }),
      element('code', { nullFlavor: 'NA' }),
      element('statusCode', { code: 'active' }),
      element('effectiveTime', {}, element('low', { value: hl7Date(since) })),
      element(
        'entryRelationship',
        { typeCode: 'SUBJ', inversionInd: 'false' },
        element(
          'observation',
          { classCode: 'OBS', moodCode: 'EVN', negationInd: 'false' },
          element('templateId', { root: '2.16.840.1.113883.10.20.1.18' }),
          element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.6' }),
          element('templateId', { root: '1.2.250.1.213.1.1.3.41' }),
          element('id', { root: stableUuid(`${key}:allergy:${index}:observation`).toUpperCase() }),
          element('code', {
            code: '416098002',
            displayName: 'allergie médicamenteuse',
            codeSystem: SNOMED_CT,
            codeSystemName: 'SNOMED CT',
          }),
          element('text', {}, element('reference', { value: `#allergie-${index + 1}` })),
          element('statusCode', { code: 'completed' }),
          element('effectiveTime', {}, element('low', { value: hl7Date(since) })),
          element('value', { 'xsi:type': 'CD', nullFlavor: 'UNK' }),
          element(
            'participant',
            { typeCode: 'CSM' },
            element(
              'participantRole',
              { classCode: 'MANU' },
              element(
                'playingEntity',
                { classCode: 'MMAT' },
                element('code', { code: atc, displayName: agent, codeSystem: ATC, codeSystemName: 'ATC' }),
                element('name', {}, agent),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
});

/** A measure of a vital sign: LOINC code, label, value, UCUM unit. */
export type Vital = readonly [code: string, display: string, value: number, unit: string];

export const vitalsSection = (vitals: readonly Vital[], date: string, key: string): Section => ({
  templates: ['2.16.840.1.113883.10.20.1.16', '1.3.6.1.4.1.19376.1.5.3.1.3.25', '1.2.250.1.213.1.1.2.75'],
  code: { code: '8716-3', display: 'Signes vitaux' },
  title: 'Signes vitaux',
  blocks: [
    {
      head: ['Mesure', 'Valeur'],
      rows: vitals.map(([, display, value, unit], index) => [
        { id: `sv-${index + 1}`, text: display },
        `${String(value).replace('.', ',')} ${unit.replace(/[[\]]/g, '')}`,
      ]),
    },
  ],
  entries: [
    element(
      'organizer',
      { classCode: 'CLUSTER', moodCode: 'EVN' },
      element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.13.1' }),
      element('id', { root: stableUuid(`${key}:vitals`).toUpperCase() }),
      element('code', { code: '46680005', displayName: 'signes vitaux', codeSystem: SNOMED_CT }),
      element('statusCode', { code: 'completed' }),
      element('effectiveTime', { value: hl7Date(date) }),
      vitals.map(([code, display, value, unit], index) =>
        element(
          'component',
          { typeCode: 'COMP' },
          element(
            'observation',
            { classCode: 'OBS', moodCode: 'EVN' },
            element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.13' }),
            element('templateId', { root: '1.3.6.1.4.1.19376.1.5.3.1.4.13.2' }),
            element('id', { root: stableUuid(`${key}:vitals:${index}`).toUpperCase() }),
            element('code', { code, displayName: display, codeSystem: LOINC, codeSystemName: 'LOINC' }),
            element('text', {}, element('reference', { value: `#sv-${index + 1}` })),
            element('statusCode', { code: 'completed' }),
            element('effectiveTime', { value: hl7Date(date) }),
            element('value', { 'xsi:type': 'PQ', value: String(value), unit }),
          ),
        ),
      ),
    ),
  ],
});
