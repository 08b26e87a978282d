// SPDX-License-Identifier: Apache-2.0
import { base64 } from '../base64.ts';
import { type Canonical, element, text } from '../signing/canonical.ts';
import type { CdaCode, CdaOrganization, CdaPatientIdentity, CdaProfessional, CdaToBuild } from './types.ts';

const PROFESSIONALS = '1.2.250.1.71.4.2.1';
const STRUCTURES = '1.2.250.1.71.4.2.2';
const GENDERS = '2.16.840.1.113883.5.1';

/** HL7 TS in UTC, to the second. */
const ts = (at: Date): string => `${at.toISOString().replace(/\D/g, '').slice(0, 14)}+0000`;

const tag = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Canonical[]
): Canonical => element(name, attributes, ...children);

const said = (name: string, words: string, attributes: Readonly<Record<string, string>> = {}): Canonical =>
  element(name, attributes, text(words));

const coded = (name: string, { code, system, display }: CdaCode): Canonical =>
  tag(name, { code, codeSystem: system, displayName: display });

const unknown = (...names: readonly string[]): readonly Canonical[] =>
  names.map((name) => tag(name, { nullFlavor: 'NASK' }));

const patient = ({ ins, birthGivenNames, birthFamilyName, sex, ...more }: CdaPatientIdentity): Canonical =>
  tag(
    'recordTarget',
    {},
    tag(
      'patientRole',
      {},
      tag('id', { root: ins.oid, extension: ins.value }),
      ...unknown('addr', 'telecom'),
      tag(
        'patient',
        { classCode: 'PSN' },
        tag(
          'name',
          {},
          said('family', birthFamilyName, { qualifier: 'BR' }),
          said('given', birthGivenNames.join(' ')),
          said('given', birthGivenNames[0], { qualifier: 'BR' }),
          said('family', more.usedFamilyName ?? birthFamilyName, { qualifier: 'CL' }),
          said('given', more.usedGivenName ?? birthGivenNames[0], { qualifier: 'CL' }),
        ),
        coded('administrativeGenderCode', {
          system: GENDERS,
          ...(sex === 'female' ? { code: 'F', display: 'Féminin' } : { code: 'M', display: 'Masculin' }),
        }),
        tag('birthTime', { value: more.birthDate.replaceAll('-', '') }),
        tag('birthplace', {}, tag('place', {}, tag('addr', {}, said('county', more.birthPlaceCode)))),
      ),
    ),
  );

const organization = (
  name: string,
  { id, name: words, setting }: Pick<CdaOrganization, 'id' | 'name'> & Partial<CdaOrganization>,
): Canonical =>
  tag(
    name,
    {},
    tag('id', { root: STRUCTURES, extension: id }),
    said('name', words),
    ...unknown('telecom', 'addr'),
    ...(setting === undefined ? [] : [coded('standardIndustryClassCode', setting)]),
  );

const professional = (
  { id, specialty, given, family, organization: { setting, ...structure } }: CdaProfessional,
  withSetting = false,
): readonly Canonical[] => [
  tag('id', { root: PROFESSIONALS, extension: id }),
  coded('code', specialty),
  ...unknown('addr', 'telecom'),
  tag('assignedPerson', {}, tag('name', {}, said('given', given), said('family', family))),
  organization('representedOrganization', { ...structure, ...(withSetting && { setting }) }),
];

const interval = (start: Date, end: Date): Canonical =>
  tag('effectiveTime', {}, tag('low', { value: ts(start) }), tag('high', { value: ts(end) }));

/**
 * A CDA R2 document of level 1 with the header of the CI-SIS (Structuration minimale): a PDF, a text or an image that stands
 * for itself. What the sender does not know of addresses is said not to be given. Times are written in UTC.
 *
 * @returns UTF-8
 */
export const buildCda = (document: CdaToBuild): Uint8Array => {
  const { id, setId = id, version = 1, replaces, writtenAt, author, content } = document;
  const { act = { start: writtenAt }, legalAuthenticator = author, custodian = author.organization } = document;
  const { start, end = start, code } = act;
  const { facility, name } = author.organization;
  const root = tag(
    'ClinicalDocument',
    { xmlns: 'urn:hl7-org:v3' },
    tag('realmCode', { code: 'FR' }),
    tag('typeId', { root: '2.16.840.1.113883.1.3', extension: 'POCD_HD000040' }),
    ...['2.16.840.1.113883.2.8.2.1', '1.2.250.1.213.1.1.1.1', '1.3.6.1.4.1.19376.1.2.20'].map((one) =>
      tag('templateId', { root: one }),
    ),
    tag('id', { root: id }),
    coded('code', document.type),
    said('title', document.title),
    tag('effectiveTime', { value: ts(writtenAt) }),
    coded('confidentialityCode', { code: 'N', system: '2.16.840.1.113883.5.25', display: 'Normal' }),
    tag('languageCode', { code: 'fr-FR' }),
    tag('setId', { root: setId }),
    tag('versionNumber', { value: String(version) }),
    patient(document.patient),
    tag('author', {}, tag('time', { value: ts(writtenAt) }), tag('assignedAuthor', {}, ...professional(author))),
    tag(
      'custodian',
      {},
      tag(
        'assignedCustodian',
        {},
        organization('representedCustodianOrganization', { id: custodian.id, name: custodian.name }),
      ),
    ),
    tag(
      'legalAuthenticator',
      {},
      tag('time', { value: ts(writtenAt) }),
      tag('signatureCode', { code: 'S' }),
      tag('assignedEntity', {}, ...professional(legalAuthenticator)),
    ),
    tag(
      'documentationOf',
      {},
      tag(
        'serviceEvent',
        {},
        ...(code === undefined ? [] : [coded('code', code)]),
        interval(start, end),
        tag('performer', { typeCode: 'PRF' }, tag('assignedEntity', {}, ...professional(author, true))),
      ),
    ),
    ...(replaces === undefined
      ? []
      : [tag('relatedDocument', { typeCode: 'RPLC' }, tag('parentDocument', {}, tag('id', { root: replaces })))]),
    tag(
      'componentOf',
      {},
      tag(
        'encompassingEncounter',
        {},
        interval(start, end),
        tag(
          'location',
          {},
          tag('healthCareFacility', {}, coded('code', facility), tag('location', {}, said('name', name))),
        ),
      ),
    ),
    tag(
      'component',
      {},
      tag(
        'nonXMLBody',
        {},
        said('text', base64(content.bytes), { mediaType: content.mediaType, representation: 'B64' }),
      ),
    ),
  );
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`);
};
