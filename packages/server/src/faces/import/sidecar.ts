// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { findConcept, labelOf } from '@dossier/core/codes';
import type { ValueSet } from '@dossier/core/data';
import { type Author, type Code, type DocumentMetadata, oidOfUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { checkIns, type Sex, type Traits } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Dtm, dtmFromIso } from '@dossier/core/time';
import { type DocumentPatient, type IdentityContext, known, looksLike } from '../../content/cda/index.ts';
import type { Candidate } from './candidate.ts';
import { type Fields, readFields } from './sidecar-fields.ts';

/** Media type of a file by its name, where the metadata file does not say. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.rtf': 'text/rtf',
};

const isSex = (text: string): text is Sex => ['female', 'male', 'unknown'].includes(text);

const codeIn = (fields: Fields, name: string, set: ValueSet, need?: 'required'): Code | undefined => {
  const code = fields.text(name, need);
  if (code === undefined) return undefined;
  const concept = findConcept(set, code);
  if (concept) return { code: concept.code, system: concept.system, display: labelOf(concept, 'fr') };
  fields.fault(name, `the code ${code} is not in ${set.id}`);
  return undefined;
};

const timeIn = (fields: Fields, name: string, need?: 'required'): Dtm | undefined => {
  const text = fields.text(name, need);
  const dtm = text === undefined ? undefined : dtmFromIso(text);
  if (text !== undefined && dtm === undefined) fields.fault(name, `${text} is not an ISO 8601 date, or time with zone`);
  return dtm;
};

const patientIn = (
  fields: Fields,
  context: IdentityContext,
  faults: Failure[],
  warnings: Failure[],
): DocumentPatient | undefined => {
  const { law, environment, insKeyErrors } = context;
  const value = fields.text('ins', 'required');
  const oid =
    fields.text('insSystem') ??
    law.identity.systems.find(({ environments }) => environments.includes(environment))?.oid;
  const birthFamilyName = fields.text('birthFamilyName', 'required');
  const birthGivenNames = fields.texts('birthGivenNames', 'required');
  const sex = fields.text('sex', 'required');
  const birthDate = fields.text('birthDate', 'required');
  const birthPlaceCode = fields.text('birthPlaceCode');
  if (sex !== undefined && !isSex(sex)) fields.fault('sex', 'it is female, male or unknown');
  fields.close();
  if (value === undefined || oid === undefined) return undefined;
  const checked = checkIns({ oid, value }, law.identity, environment, insKeyErrors);
  if (!checked.ok) {
    faults.push({ ...checked.error, location: 'patient.ins' });
    return undefined;
  }
  warnings.push(...checked.value.warnings);
  if (birthFamilyName === undefined || sex === undefined || !isSex(sex) || birthDate === undefined) return undefined;
  const traits = known<Traits>({
    birthFamilyName,
    birthGivenNames,
    sex,
    birthDate,
    birthPlaceCode,
    usedFamilyName: undefined,
    usedGivenName: undefined,
  });
  return { ins: checked.value.ins, traits };
};

const authorIn = (fields: Fields, { law }: IdentityContext): Author => {
  const id = fields.text('id', 'required');
  const family = fields.text('family', 'required');
  const given = fields.text('given');
  const specialty = codeIn(fields, 'specialty', law.valueSets.authorSpecialty);
  const role = fields.text('role');
  const organization = fields.object('organization');
  const organizationId = organization?.text('id', 'required');
  const organizationName = organization?.text('name', 'required');
  organization?.close();
  fields.close();
  const { professional, organization: organizations } = law.partySystems;
  return {
    kind: 'professional',
    ...(id === undefined ? {} : { identifier: { system: professional, value: id, type: 'IDNPS' } }),
    name: { ...(family === undefined ? {} : { family }), ...(given === undefined ? {} : { given: [given] }) },
    institutions:
      organizationId === undefined || organizationName === undefined
        ? []
        : [{ name: organizationName, identifier: { system: organizations, value: organizationId, type: 'IDNST' } }],
    roles: role === undefined ? [] : [role],
    specialties: specialty === undefined ? [] : [specialty],
    telecoms: [],
  };
};

/** The same patient and bytes always get the same identifier, so that a second run finds the first (OID form of a UUID). */
const derivedUniqueId = (ins: string, sha256: string): string => {
  const digest = createHash('sha256').update(`${ins}|${sha256}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80; // UUID version 8: of one's own making
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return oidOfUuid(digest.toString('hex', 0, 16));
};

/**
 * A document that is no CDA, described by a metadata file beside it (see `docs/import.md`). Failures: `element-missing`
 * and `element-invalid` with the member of the metadata file as location, failures of identity.
 */
export const readDescribed = (
  path: string,
  content: Uint8Array,
  sidecar: Uint8Array,
  context: IdentityContext,
): Result<Candidate, readonly Failure[]> => {
  const faults: Failure[] = [];
  const warnings: Failure[] = [];
  const fields = readFields(sidecar, faults);
  if (fields === undefined) return fail(faults);
  const { law } = context;
  const sets = law.valueSets;
  const sha256 = createHash('sha256').update(content).digest('hex');

  const patientFields = fields.object('patient', 'required');
  const patient = patientFields && patientIn(patientFields, context, faults, warnings);
  const typeCode = codeIn(fields, 'type', sets.typeCode, 'required');
  const classConcept = findConcept(sets.classCode, law.typeToClass.classOf[typeCode?.code ?? ''] ?? '');
  if (typeCode && !classConcept) fields.fault('type', `it has no class in ${law.typeToClass.id}`);
  const mimeType = fields.text('mediaType') ?? mediaTypes[extname(path).toLowerCase()] ?? 'unknown';
  const format = findConcept(sets.formatCode, law.formatByMediaType[mimeType] ?? '');
  if (!format) fields.fault('mediaType', `${mimeType} is none of ${Object.keys(law.formatByMediaType).join(', ')}`);
  else if (!looksLike(mimeType, content.subarray(0, 64)))
    fields.fault('mediaType', `the file does not begin like ${mimeType}`);
  const title = fields.text('title', 'required');
  const creationTime = timeIn(fields, 'creationTime', 'required');
  const serviceStartTime = timeIn(fields, 'serviceStartTime') ?? creationTime;
  const serviceStopTime = timeIn(fields, 'serviceStopTime');
  const authorFields = fields.object('author', 'required');
  const author = authorFields && authorIn(authorFields, context);
  const authenticatorFields = fields.object('legalAuthenticator');
  const legalAuthenticator = authenticatorFields ? authorIn(authenticatorFields, context) : author;
  const practiceSettingCode = codeIn(fields, 'practiceSetting', sets.practiceSettingCode, 'required');
  const healthcareFacilityTypeCode = codeIn(fields, 'facility', sets.healthcareFacilityTypeCode, 'required');
  const confidentiality = codeIn(fields, 'confidentiality', sets.confidentialityCode);
  const normal = findConcept(sets.confidentialityCode, law.confidentiality.normal);
  const languageCode = fields.text('language') ?? 'fr-FR';
  const givenId = fields.text('uniqueId');
  const replaces = fields.text('replaces');
  fields.close();

  if (
    faults.length > 0 ||
    !patient ||
    !typeCode ||
    !classConcept ||
    !format ||
    !creationTime ||
    !author ||
    !practiceSettingCode ||
    !healthcareFacilityTypeCode ||
    !normal
  ) {
    return fail(faults);
  }
  const metadata = known<DocumentMetadata>({
    uniqueId: givenId ?? derivedUniqueId(`${patient.ins.oid}|${patient.ins.value}`, sha256),
    typeCode,
    classCode: { code: classConcept.code, system: classConcept.system, display: labelOf(classConcept, 'fr') },
    formatCode: { code: format.code, system: format.system, display: labelOf(format, 'fr') },
    healthcareFacilityTypeCode,
    practiceSettingCode,
    confidentialityCodes: [
      confidentiality ?? { code: normal.code, system: normal.system, display: labelOf(normal, 'fr') },
    ],
    eventCodes: [],
    languageCode,
    mimeType,
    creationTime,
    serviceStartTime,
    serviceStopTime,
    title,
    comments: undefined,
    authors: [author],
    legalAuthenticator,
    sourcePatientId: { system: patient.ins.oid, value: patient.ins.value, type: 'NH' },
    sourcePatientInfo: patient.traits && {
      identifiers: [{ system: patient.ins.oid, value: patient.ins.value, type: 'NH' }],
      name: { family: patient.traits.birthFamilyName, given: patient.traits.birthGivenNames },
      birthDate: patient.traits.birthDate,
      sex: patient.traits.sex,
    },
    referenceIds: [],
    uri: undefined,
  });
  if (replaces !== undefined && replaces === metadata.uniqueId) {
    return fail([
      failure(
        'element-invalid',
        { path: 'replaces', why: 'a document cannot replace itself' },
        { location: 'replaces' },
      ),
    ]);
  }
  return ok({
    path,
    metadata,
    patient,
    relations: replaces === undefined ? [] : [{ type: 'replaces', target: replaces }],
    warnings,
    places: { document: 'metadata', related: 'replaces' },
    sha256,
  });
};
