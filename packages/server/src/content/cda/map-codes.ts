// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import type { Law } from '@dossier/core/data';
import type { Code, DocumentMetadata } from '@dossier/core/documents';
import { looksLike } from './media.ts';
import { boundCode, codeOfConcept, type Notes } from './notes.ts';
import type { CdaHeader, CdaId } from './types.ts';

/** Outside any profile of IHE or CI-SIS (JDV_J60). */
const OUTSIDE_ANY_PROFILE = 'urn:asipSante:modelesHorsProfils:2011';

/** Header rules and XDS-SD: what every document claims says nothing of its model. */
const NOT_A_MODEL: readonly string[] = [
  '2.16.840.1.113883.2.8.2.1',
  '1.2.250.1.213.1.1.1.1',
  '1.3.6.1.4.1.19376.1.5.3.1.1.1',
  '1.3.6.1.4.1.19376.1.2.20',
];

export const typeAndClass = (
  { code }: CdaHeader,
  law: Law,
  notes: Notes,
): Pick<DocumentMetadata, 'typeCode' | 'classCode'> | undefined => {
  if (code === undefined) {
    notes.note('type-missing');
    return undefined;
  }
  const typeCode = boundCode(code, law.valueSets.typeCode, 'type (code)', 'type-unknown', notes);
  if (typeCode === undefined) return undefined;
  const concept = findConcept(law.valueSets.classCode, law.typeToClass.classOf[typeCode.code] ?? '');
  if (concept === undefined) {
    notes.note('type-without-class', { code: typeCode.code, map: law.typeToClass.id });
    return undefined;
  }
  return { typeCode, classCode: codeOfConcept(concept) };
};

const formatConcept = (code: string | undefined, law: Law): Code | undefined => {
  const concept = code === undefined ? undefined : findConcept(law.valueSets.formatCode, code);
  return concept && codeOfConcept(concept);
};

const modelFormat = (templateIds: readonly CdaId[], law: Law, notes: Notes): Code | undefined => {
  const models = templateIds.filter(({ root }) => root !== undefined && !NOT_A_MODEL.includes(root));
  // The closest model stands last: a national one after the international one that it specialises.
  for (const { root = '', extension } of models.toReversed()) {
    const byVersion = extension === undefined ? undefined : law.formatByTemplate[`${root}^${extension}`];
    const format = formatConcept(byVersion ?? law.formatByTemplate[root], law);
    if (format) return format;
  }
  notes.note('model-unknown', { templates: models.map(({ root }) => root).join(', ') || 'none' });
  return formatConcept(OUTSIDE_ANY_PROFILE, law);
};

/** formatCode of the body: by media type at level 1, by content model at level 3 (ASS_A11, ASS_A12). */
export const formatOfBody = ({ body, templateIds }: CdaHeader, law: Law, notes: Notes): Code | undefined => {
  if (body === undefined) {
    notes.note('body-missing');
    return undefined;
  }
  if (body.kind === 'structured') return modelFormat(templateIds, law, notes);
  const mediaType = body.mediaType ?? 'text/plain';
  const format = law.formatByMediaType[mediaType];
  if (body.byReference) notes.note('body-by-reference');
  else if (body.firstBytes.length === 0) notes.note('body-empty');
  else if (format === undefined) {
    notes.note('media-type-refused', { mediaType, accepted: Object.keys(law.formatByMediaType).join(', ') });
  } else if (!looksLike(mediaType, body.firstBytes)) notes.note('media-type-doubtful', { mediaType });
  return formatConcept(format, law);
};

/** Setting of the principal act, else of the next one that has one (domain §4.3). */
export const practiceSetting = ({ serviceEvents }: CdaHeader, law: Law, notes: Notes): Code | undefined => {
  const given = serviceEvents.flatMap(({ practiceSettings }) => practiceSettings)[0];
  if (given === undefined) {
    notes.note('practice-setting-missing');
    return undefined;
  }
  const set = law.valueSets.practiceSettingCode;
  return boundCode(given, set, 'setting (standardIndustryClassCode)', 'practice-setting-unknown', notes);
};

export const facilityType = ({ encounter }: CdaHeader, law: Law, notes: Notes): Code | undefined => {
  const given = encounter?.facility;
  if (given === undefined) {
    notes.note('facility-missing');
    return undefined;
  }
  const set = law.valueSets.healthcareFacilityTypeCode;
  return boundCode(given, set, 'kind of facility (healthCareFacility/code)', 'facility-unknown', notes);
};

export const confidentiality = ({ confidentiality: given }: CdaHeader, law: Law, notes: Notes): Code | undefined => {
  const set = law.valueSets.confidentialityCode;
  if (given !== undefined) return boundCode(given, set, 'confidentialityCode', 'confidentiality-unknown', notes);
  notes.note('confidentiality-missing');
  const normal = findConcept(set, law.confidentiality.normal);
  return normal && codeOfConcept(normal);
};

/** Acts, modalities and regions of all service events, each once; the type itself is no event. */
export const eventCodes = ({ serviceEvents, code: type }: CdaHeader): readonly Code[] => {
  const events = new Map<string, Code>();
  for (const { code } of serviceEvents) {
    for (const { code: value, system, display } of code === undefined ? [] : [code, ...code.translations]) {
      if (value === undefined || system === undefined || value === type?.code) continue;
      events.set(`${system}|${value}`, { code: value, system, ...(display === undefined ? {} : { display }) });
    }
  }
  return [...events.values()];
};
