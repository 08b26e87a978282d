// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry, Folder, SubmissionSet } from '@dossier/core/documents';
import type { Ins } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import { element, type Markup } from '../../../soap/index.ts';
import { writeCx } from '../types/identifiers.ts';
import { writePatientInfo } from '../types/patient-info.ts';
import { associations, objectTypes, relationTypes, schemes, statuses, urnOf } from './vocabulary.ts';
import {
  authorClassifications,
  codeClassifications,
  derivedUrn,
  describing,
  externalIdentifier,
  personText,
  recipientText,
  slot,
} from './write-object.ts';

/** CX of the patient of a record: the INS, national identifier of a person (HL7 table 0203 NH). */
const patientText = ({ oid, value }: Ins): string => writeCx({ system: oid, value, type: 'NH' });

/** An instant as DTM, to the second. */
const dtmOf = (at: Instant): string => new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);

const entrySlots = (entry: DocumentEntry): readonly Markup[] => [
  ...slot('creationTime', [entry.creationTime]),
  ...slot('hash', [entry.hash]),
  ...slot('languageCode', [entry.languageCode]),
  ...slot('legalAuthenticator', [entry.legalAuthenticator && personText(entry.legalAuthenticator)]),
  ...slot('repositoryUniqueId', [entry.repositoryUniqueId]),
  ...slot('serviceStartTime', [entry.serviceStartTime]),
  ...slot('serviceStopTime', [entry.serviceStopTime]),
  ...slot('size', [String(entry.sizeBytes)]),
  ...slot('sourcePatientId', [entry.sourcePatientId && writeCx(entry.sourcePatientId)]),
  ...slot('sourcePatientInfo', entry.sourcePatientInfo ? writePatientInfo(entry.sourcePatientInfo) : []),
  ...slot('URI', uriPieces(entry.uri)),
  ...slot('urn:ihe:iti:xds:2013:referenceIdList', entry.referenceIds.map(writeCx)),
];

/** In pieces where it is longer than a value may be (ITI TF-3 §4.2.3.2.27). */
const uriPieces = (uri: string | undefined): readonly (string | undefined)[] =>
  uri === undefined || uri.length <= 128
    ? [uri]
    : Array.from(
        { length: Math.ceil(uri.length / 128) },
        (_, index) => `${index + 1}|${uri.slice(index * 128, (index + 1) * 128)}`,
      );

/** A document entry (ITI TF-3 §4.2.3.2), in the order of the schema: slots, names, classifications, identifiers. */
export const writeDocumentEntry = (entry: DocumentEntry, patient: Ins): Markup => {
  const id = urnOf(entry.entryUuid);
  const { entry: scheme } = schemes;
  const codes = [
    [scheme.class, [entry.classCode]],
    [scheme.confidentiality, entry.confidentialityCodes],
    [scheme.event, entry.eventCodes],
    [scheme.format, [entry.formatCode]],
    [scheme.facility, [entry.healthcareFacilityTypeCode]],
    [scheme.practiceSetting, [entry.practiceSettingCode]],
    [scheme.type, [entry.typeCode]],
  ] as const;
  return element(
    'rim:ExtrinsicObject',
    {
      id,
      lid: urnOf(entry.logicalId),
      objectType: objectTypes.stable,
      mimeType: entry.mimeType,
      status: statuses[entry.availabilityStatus],
    },
    [
      ...entrySlots(entry),
      ...describing(entry.title, entry.comments, entry.version),
      ...authorClassifications(id, scheme.author, entry.authors),
      ...codes.flatMap(([of, values]) => codeClassifications(id, of, values)),
      externalIdentifier(id, scheme.patientId, 'XDSDocumentEntry.patientId', patientText(patient)),
      externalIdentifier(id, scheme.uniqueId, 'XDSDocumentEntry.uniqueId', entry.uniqueId),
    ],
  );
};

const kind = (id: string, node: string): Markup =>
  element('rim:Classification', {
    id: derivedUrn(id, node),
    objectType: objectTypes.classification,
    classifiedObject: id,
    classificationNode: node,
  });

const registryPackage = (id: string, status: string, inside: readonly Markup[]): Markup =>
  element('rim:RegistryPackage', { id, lid: id, objectType: objectTypes.package, status }, inside);

/** A submission set (ITI TF-3 §4.2.3.3); its members stand beside it as associations. */
export const writeSubmissionSet = (set: SubmissionSet, patient: Ins): Markup => {
  const id = urnOf(set.entryUuid);
  const { set: scheme } = schemes;
  return registryPackage(id, statuses.approved, [
    ...slot('intendedRecipient', set.intendedRecipients.map(recipientText)),
    ...slot('submissionTime', [dtmOf(set.submittedAt)]),
    ...describing(set.title, set.comments, 1),
    ...authorClassifications(id, scheme.author, set.authors),
    ...codeClassifications(id, scheme.contentType, [set.contentTypeCode]),
    kind(id, objectTypes.submissionSet),
    externalIdentifier(id, scheme.patientId, 'XDSSubmissionSet.patientId', patientText(patient)),
    externalIdentifier(id, scheme.uniqueId, 'XDSSubmissionSet.uniqueId', set.uniqueId),
    externalIdentifier(id, scheme.sourceId, 'XDSSubmissionSet.sourceId', set.sourceId),
  ]);
};

/** A folder (ITI TF-3 §4.2.3.4). */
export const writeFolder = (folder: Folder, patient: Ins): Markup => {
  const id = urnOf(folder.entryUuid);
  const { folder: scheme } = schemes;
  return registryPackage(id, statuses[folder.availabilityStatus], [
    ...slot('lastUpdateTime', [dtmOf(folder.lastUpdateTime)]),
    ...describing(folder.title, folder.comments, 1),
    ...codeClassifications(id, scheme.code, folder.codes),
    kind(id, objectTypes.folder),
    externalIdentifier(id, scheme.patientId, 'XDSFolder.patientId', patientText(patient)),
    externalIdentifier(id, scheme.uniqueId, 'XDSFolder.uniqueId', folder.uniqueId),
  ]);
};

/** An association by the ids of the objects that it joins, as URNs. */
export interface WrittenAssociation {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly markup: Markup;
}

const association = (type: string, source: string, target: string, inside: readonly Markup[]): WrittenAssociation => {
  const id = derivedUrn(type, source, target);
  const attributes = {
    id,
    lid: id,
    objectType: objectTypes.association,
    status: statuses.approved,
    associationType: type,
    sourceObject: source,
    targetObject: target,
  };
  return {
    id,
    source,
    target,
    markup: element('rim:Association', attributes, [...inside, ...describing(undefined, undefined, 1)]),
  };
};

/** What a submission set holds that came with it. */
export const membership = (set: string, member: string): WrittenAssociation =>
  association(associations.hasMember, urnOf(set), urnOf(member), slot('SubmissionSetStatus', ['Original']));

/** What a folder holds. */
export const folderMembership = (folder: string, member: string): WrittenAssociation =>
  association(associations.hasMember, urnOf(folder), urnOf(member), []);

/** What one document is to another. */
export const relation = (type: keyof typeof relationTypes, source: string, target: string): WrittenAssociation =>
  association(relationTypes[type], urnOf(source), urnOf(target), []);

/** An object by its id alone. */
export const objectRef = (id: string): Markup => element('rim:ObjectRef', { id });
