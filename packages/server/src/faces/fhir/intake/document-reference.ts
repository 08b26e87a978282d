// SPDX-License-Identifier: Apache-2.0
import {
  type Author,
  type Code,
  checkMetadata,
  classFor,
  type DocumentMetadata,
  type Identifier,
} from '@dossier/core/documents';
import { dtmFromIso } from '@dossier/core/time';
import type { Completeness } from './completeness.ts';
import { hexOfHash } from './content.ts';
import type { IntakeContext } from './context.ts';
import { readCodes } from './document-codes.ts';
import { at, child, codesOf, dtmAt, type Element, isAbsent, items, only, textAt } from './element.ts';
import { readIdentifier, readUniqueId } from './identifiers.ts';
import { checkDocumentReferenceElements } from './known-elements.ts';
import { bareMediaType, mediaTypes } from './media-types.ts';
import { readAuthor, readSourcePatient, type SourcePatient } from './parties.ts';
import { insAmong, type NamedPatient, readPatient } from './patient.ts';
import { follow, type Scope } from './scope.ts';

/** What a DocumentReference says, before its relations are resolved. */
export interface ReadReference {
  readonly metadata: DocumentMetadata;
  readonly stated: { readonly hash?: string; readonly sizeBytes?: number };
  readonly subject: NamedPatient | undefined;
  /** What the source patient is by INS, when it says so: it must be the subject. */
  readonly sourcePatient: NamedPatient | undefined;
}

/** Where each element of the metadata stands in a DocumentReference (MHD mapping, ITI TF-2 §3.65). */
const places: Readonly<Record<keyof DocumentMetadata, string>> = {
  uniqueId: 'masterIdentifier',
  typeCode: 'type',
  classCode: 'category[0]',
  formatCode: 'content[0].format',
  healthcareFacilityTypeCode: 'context.facilityType',
  practiceSettingCode: 'context.practiceSetting',
  confidentialityCodes: 'securityLabel',
  eventCodes: 'context.event',
  languageCode: 'content[0].attachment.language',
  mimeType: 'content[0].attachment.contentType',
  creationTime: 'content[0].attachment.creation',
  serviceStartTime: 'context.period.start',
  serviceStopTime: 'context.period.end',
  title: 'content[0].attachment.title',
  comments: 'description',
  authors: 'author',
  legalAuthenticator: 'authenticator',
  sourcePatientId: 'context.sourcePatientInfo',
  sourcePatientInfo: 'context.sourcePatientInfo',
  referenceIds: 'context.related',
  uri: 'content[0].attachment.url',
};

/** Stands for an element that is missing and reported, so that the others can still be checked. */
const nothing: Code = { code: '', system: '' };

/**
 * Reads a DocumentReference as DocumentEntry metadata. All faults go to the report; what comes back is only good when
 * the report has none.
 * @param content its bytes, where they are at hand: the format is derived from them when it is missing.
 */
export const readDocumentReference = (
  reference: Element,
  scope: Scope,
  completeness: Completeness,
  context: IntakeContext,
  content: Uint8Array | undefined,
): ReadReference => {
  const { report, path } = reference;
  checkDocumentReferenceElements(reference);
  checkStatus(reference);
  const missing = new Set<keyof DocumentMetadata>();
  const required = <T>(element: keyof DocumentMetadata, value: T | undefined, stand: T): T => {
    if (value !== undefined) return value;
    missing.add(element);
    report.missing(`${path}.${places[element]}`, 'the registry needs it');
    return stand;
  };
  const attachment = at(only(items(reference, 'content'), reference, 'content'), 'attachment');
  const codes = readCodes(reference, completeness, context, content);
  const source = readSource(reference, scope, completeness, context);
  const mimeType = required('mimeType', textAt(attachment, 'contentType'), 'application/octet-stream');
  if (!missing.has('mimeType') && !mediaTypes.includes(bareMediaType(mimeType)))
    report.unsupported(`${path}.${places.mimeType}`, `content of the type ${mimeType} is not taken`);

  const metadata: DocumentMetadata = {
    uniqueId: required('uniqueId', readMasterIdentifier(reference, completeness, context), 'urn:x:none'),
    typeCode: required('typeCode', codes.type, nothing),
    classCode: required('classCode', codes.class, nothing),
    formatCode: required('formatCode', codes.format, nothing),
    healthcareFacilityTypeCode: required('healthcareFacilityTypeCode', codes.facility, nothing),
    practiceSettingCode: required('practiceSettingCode', codes.setting, nothing),
    confidentialityCodes: required('confidentialityCodes', codes.confidentiality, []),
    eventCodes: codesOf(items(at(reference, 'context'), 'event')),
    languageCode: required('languageCode', readLanguage(attachment, completeness, context), 'fr'),
    mimeType,
    creationTime: required('creationTime', readCreation(reference, attachment, completeness, context), '2000'),
    ...optional('serviceStartTime', dtmAt(reference, 'context', 'period', 'start')),
    ...optional('serviceStopTime', dtmAt(reference, 'context', 'period', 'end')),
    ...optional('title', textAt(attachment, 'title')),
    ...optional('comments', textAt(reference, 'description')),
    authors: required('authors', readAuthors(reference, scope), []),
    ...optional('legalAuthenticator', readOptionalAuthor(child(reference, 'authenticator'), scope)),
    ...optional('sourcePatientId', source.patient.sourcePatientId),
    ...optional('sourcePatientInfo', source.patient.sourcePatientInfo),
    referenceIds: readReferenceIds(reference),
  };
  checkAgainstLaw(metadata, missing, reference, context);
  return {
    metadata,
    stated: readStated(attachment),
    subject: readPatient(child(reference, 'subject'), scope, context),
    sourcePatient: source.named,
  };
};

const optional = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Partial<Record<K, V>>);

const checkStatus = (reference: Element): void => {
  const status = textAt(reference, 'status');
  if (status === undefined) reference.report.missing(`${reference.path}.status`, 'a document is shared as current');
  else if (status !== 'current')
    reference.report.invalid(`${reference.path}.status`, `a document is shared as current, not as ${status}`);
};

const readMasterIdentifier = (reference: Element, completeness: Completeness, context: IntakeContext) => {
  const identifier = child(reference, 'masterIdentifier');
  if (!isAbsent(identifier)) return readUniqueId(identifier) ?? 'urn:x:reported';
  return completeness === 'deriving' ? `urn:uuid:${context.uuid()}` : undefined;
};

const readLanguage = (attachment: Element, completeness: Completeness, { defaults }: IntakeContext) =>
  textAt(attachment, 'language') ?? (completeness === 'deriving' ? defaults.languageCode : undefined);

/** creationTime; PDSm4DMP lets `date` say it where the attachment does not. */
const readCreation = (
  reference: Element,
  attachment: Element,
  completeness: Completeness,
  context: IntakeContext,
): string | undefined => {
  const date = dtmAt(reference, 'date');
  if (!isAbsent(child(attachment, 'creation'))) return dtmAt(attachment, 'creation') ?? '2000';
  return completeness === 'deriving' ? (date ?? dtmFromIso(context.now)) : undefined;
};

const readAuthors = (reference: Element, scope: Scope): readonly Author[] | undefined => {
  const references = items(reference, 'author');
  if (references.length === 0) return undefined;
  const authors = references.map((author) => readAuthor(author, scope)).filter((author) => author !== undefined);
  return authors.length === 0
    ? [{ kind: 'professional', institutions: [], roles: [], specialties: [], telecoms: [] }]
    : authors;
};

const readOptionalAuthor = (reference: Element, scope: Scope): Author | undefined =>
  isAbsent(reference) ? undefined : readAuthor(reference, scope);

interface ReadSource {
  readonly patient: SourcePatient;
  readonly named: NamedPatient | undefined;
}

/** The patient as the source knew them; MHD Comprehensive asks for it. */
const readSource = (
  reference: Element,
  scope: Scope,
  completeness: Completeness,
  context: IntakeContext,
): ReadSource => {
  const place = at(reference, 'context', 'sourcePatientInfo');
  const none: ReadSource = { patient: { identifiers: [] }, named: undefined };
  if (isAbsent(place)) {
    if (completeness === 'comprehensive') place.report.missing(place.path, 'the registry needs it');
    return none;
  }
  const target = follow(place, scope);
  if (target === undefined) return none;
  if (target.kind !== 'resource') {
    const named = readPatient(place, scope, context);
    const id: Identifier | undefined = named?.ins && { system: named.ins.oid, value: named.ins.value };
    return { patient: { identifiers: [], ...optional('sourcePatientId', id) }, named };
  }
  if (target.type !== 'Patient') {
    place.report.invalid(place.path, `a ${target.type} is not a patient`);
    return none;
  }
  const patient = readSourcePatient(target.resource);
  return { patient, named: insAmong(patient.identifiers, context) && readPatient(place, scope, context) };
};

/** referenceIdList: identifiers of context.related, and of encounters (ITI TF-3 §4.2.3.2.28). */
const readReferenceIds = (reference: Element): readonly Identifier[] => {
  const related = items(at(reference, 'context'), 'related').map((one) => child(one, 'identifier'));
  const encounters = items(at(reference, 'context'), 'encounter').map((one) => child(one, 'identifier'));
  return [
    ...related.map(readIdentifier),
    ...encounters.map((one) => {
      const identifier = readIdentifier(one);
      return identifier && { ...identifier, type: identifier.type ?? 'urn:ihe:iti:xds:2015:encounterId' };
    }),
  ].filter((identifier) => identifier !== undefined);
};

/** Hash and size as the source states them; they are compared with the content when it is shared. */
const readStated = (attachment: Element): ReadReference['stated'] => {
  const base64 = textAt(attachment, 'hash');
  const size = child(attachment, 'size');
  if (!isAbsent(size) && !(typeof size.value === 'number' && Number.isSafeInteger(size.value) && size.value >= 0))
    size.report.invalid(size.path, 'it must be a number of bytes');
  return {
    ...(base64 === undefined ? {} : optional('hash', hexOfHash(child(attachment, 'hash'), base64))),
    ...(typeof size.value === 'number' ? { sizeBytes: size.value } : {}),
  };
};

/** The rules of core on metadata, their faults at the places where the elements stand in the message. */
const checkAgainstLaw = (
  metadata: DocumentMetadata,
  missing: ReadonlySet<keyof DocumentMetadata>,
  { report, path }: Element,
  { law }: IntakeContext,
): void => {
  const faulty = new Set(missing);
  for (const { element, failure } of checkMetadata(metadata, law)) {
    if (missing.has(element)) continue;
    faulty.add(element);
    const place = `${path}.${places[element]}${labelIndex(element, failure.parameters.code, metadata)}`;
    report.refuse(failure.code, place, { ...failure.parameters, path: place });
  }
  // a type or class that is not in its value set has been told already
  if (faulty.has('typeCode') || faulty.has('classCode')) return;
  const { failure } = classFor(metadata.typeCode, metadata.classCode, law);
  if (failure) report.refuse(failure.code, `${path}.${places.classCode}`, failure.parameters);
};

/** Which of the labels is meant; with more labels than a document may have, their number is the fault. */
const labelIndex = (element: keyof DocumentMetadata, code: unknown, metadata: DocumentMetadata): string => {
  if (element !== 'confidentialityCodes' || metadata.confidentialityCodes.length > 4) return '';
  const index = metadata.confidentialityCodes.findIndex((label) => label.code === code);
  return index >= 0 ? `[${index}]` : '';
};
