// SPDX-License-Identifier: Apache-2.0
import type { DocumentMetadata } from '@dossier/core/documents';
import { readCx } from '../types/identifiers.ts';
import { readPatientInfo } from '../types/patient-info.ts';
import { type AuthorRules, readAuthors, readPerson } from './read-author.ts';
import { codeAt, codesAt, identifierAt, type RegistryObject, slotAt } from './read-object.ts';
import type { Report } from './report.ts';
import { schemes } from './vocabulary.ts';

/** A document entry as it was submitted. */
export interface ReadEntry {
  readonly metadata: DocumentMetadata;
  /** CX, as it stands. */
  readonly patientId: string;
  readonly stated: { readonly hash?: string; readonly sizeBytes?: number };
  readonly repositoryUniqueId?: string;
}

/** Slots that the registry says itself, or that say nothing here. */
const OWN_SLOTS = ['repositoryUniqueId', 'documentAvailability'];
const KNOWN_SLOTS: ReadonlySet<string> = new Set([
  ...['creationTime', 'hash', 'languageCode', 'legalAuthenticator', 'serviceStartTime', 'serviceStopTime', 'size'],
  ...['sourcePatientId', 'sourcePatientInfo', 'URI', 'urn:ihe:iti:xds:2013:referenceIdList'],
  ...OWN_SLOTS,
]);

/** A URI in one value, or in numbered pieces, `1|http://…` (ITI TF-3 §4.2.3.2.27). */
const uriOf = (values: readonly string[]): string | undefined => {
  if (values.length === 0) return undefined;
  const pieces = values.map((value) => /^(\d+)\|(.*)$/s.exec(value));
  if (pieces.some((piece) => piece === null)) return values.join('');
  return pieces
    .toSorted((a, b) => Number(a?.[1]) - Number(b?.[1]))
    .map((piece) => piece?.[2] ?? '')
    .join('');
};

const readStated = (object: RegistryObject, report: Report): ReadEntry['stated'] => {
  const hash = slotAt(object, 'hash', report);
  const size = slotAt(object, 'size', report);
  if (hash !== undefined && !/^[0-9a-f]{40}$/i.test(hash))
    report.invalid(`${object.path}/Slot[hash]`, 'it is not a SHA-1 in 40 hexadecimal digits');
  if (size !== undefined && !/^\d{1,15}$/.test(size))
    report.invalid(`${object.path}/Slot[size]`, 'it is not a number of bytes');
  return {
    ...(hash !== undefined && { hash: hash.toLowerCase() }),
    ...(size !== undefined && { sizeBytes: Number(size) }),
  };
};

const readCodes = (object: RegistryObject, report: Report) => {
  const one = (name: string, scheme: string) => codeAt(object, { scheme, name }, report);
  const { entry } = schemes;
  return {
    typeCode: one('typeCode', entry.type),
    classCode: one('classCode', entry.class),
    formatCode: one('formatCode', entry.format),
    healthcareFacilityTypeCode: one('healthcareFacilityTypeCode', entry.facility),
    practiceSettingCode: one('practiceSettingCode', entry.practiceSetting),
  };
};

const allThere = <T extends object>(values: T): values is { [K in keyof T]: NonNullable<T[K]> } =>
  Object.values(values).every((value) => value !== undefined);

const needed = (object: RegistryObject, report: Report) => {
  const slot = (name: string): string | undefined =>
    slotAt(object, name, report) ??
    report.missing(`${object.path}/Slot[${name}]`, 'every entry has one (ITI TF-3 Table 4.3.1-3)');
  return {
    uniqueId: identifierAt(object, { scheme: schemes.entry.uniqueId, name: 'uniqueId' }, report),
    patientId: identifierAt(object, { scheme: schemes.entry.patientId, name: 'patientId' }, report),
    creationTime: slot('creationTime'),
    languageCode: slot('languageCode'),
    mimeType:
      object.attribute('mimeType') ?? report.missing(`${object.path}/@mimeType`, 'every entry has a media type'),
    ...readCodes(object, report),
  };
};

const readPatient = (object: RegistryObject, report: Report) => {
  const source = slotAt(object, 'sourcePatientId', report);
  if (source === undefined)
    report.missing(`${object.path}/Slot[sourcePatientId]`, 'every entry has one (ITI TF-3 Table 4.3.1-3)');
  const sourcePatientId = source === undefined ? undefined : readCx(source);
  if (source !== undefined && sourcePatientId === undefined)
    report.invalid(`${object.path}/Slot[sourcePatientId]`, 'it is not an identifier with its authority (CX)');
  const sourcePatientInfo = readPatientInfo(object.slots.get('sourcePatientInfo') ?? []);
  return { ...(sourcePatientId && { sourcePatientId }), ...(sourcePatientInfo && { sourcePatientInfo }) };
};

const readOptional = (object: RegistryObject, rules: AuthorRules, report: Report) => {
  const serviceStartTime = slotAt(object, 'serviceStartTime', report);
  const serviceStopTime = slotAt(object, 'serviceStopTime', report);
  const authenticator = slotAt(object, 'legalAuthenticator', report);
  const legalAuthenticator = authenticator === undefined ? undefined : readPerson(authenticator, rules);
  if (authenticator !== undefined && legalAuthenticator === undefined)
    report.invalid(`${object.path}/Slot[legalAuthenticator]`, 'it has neither an identifier nor a name (XCN)');
  const uri = uriOf(object.slots.get('URI') ?? []);
  const { name: title, description: comments } = object;
  return {
    ...(serviceStartTime !== undefined && { serviceStartTime }),
    ...(serviceStopTime !== undefined && { serviceStopTime }),
    ...(legalAuthenticator && { legalAuthenticator }),
    ...(uri !== undefined && { uri }),
    ...(title !== undefined && { title }),
    ...(comments !== undefined && { comments }),
  };
};

/** Reads an ExtrinsicObject as a document entry (ITI TF-3 §4.2.3.2); what is wrong with it goes to the report. */
export const readDocumentEntry = (
  object: RegistryObject,
  rules: AuthorRules,
  report: Report,
): ReadEntry | undefined => {
  for (const name of object.slots.keys())
    if (!KNOWN_SLOTS.has(name)) report.unkept(`${object.path}/Slot[${name.slice(0, 80)}]`, name.slice(0, 80));
  const must = needed(object, report);
  const stated = readStated(object, report);
  const referenceIds = (object.slots.get('urn:ihe:iti:xds:2013:referenceIdList') ?? []).map((text) => readCx(text));
  if (referenceIds.includes(undefined))
    report.invalid(`${object.path}/Slot[urn:ihe:iti:xds:2013:referenceIdList]`, 'a value is not a CXi');
  const confidentialityCodes = codesAt(object, schemes.entry.confidentiality, report);
  if (confidentialityCodes.length === 0)
    report.missing(`${object.path}/confidentialityCode`, 'every entry has at least one');
  const rest = {
    confidentialityCodes,
    eventCodes: codesAt(object, schemes.entry.event, report),
    authors: readAuthors(object, schemes.entry.author, rules, report),
    referenceIds: referenceIds.filter((one) => one !== undefined),
    ...readPatient(object, report),
    ...readOptional(object, rules, report),
  };
  if (!allThere(must)) return undefined;
  const { patientId, ...metadata } = must;
  const repositoryUniqueId = slotAt(object, 'repositoryUniqueId', report);
  return {
    metadata: { ...metadata, ...rest },
    patientId,
    stated,
    ...(repositoryUniqueId !== undefined && { repositoryUniqueId }),
  };
};
