// SPDX-License-Identifier: Apache-2.0
import type { Author, Code, DocumentEntry } from '@dossier/core/documents';
import { dtmToIso, earliestInstant } from '@dossier/core/time';
import { coding, concept, extensions, fhirIdentifier, profiles, uniqueIdToFhir, uris } from '../identifiers/index.ts';
import type { DocumentReference, Reference } from '../r4/index.ts';
import { archivedMark, baseMark, relationsMark, renderWithMarks, statusMark, updatedMark } from './marks.ts';
import { type Containment, containAuthor, containment, containSourcePatient, listed } from './parties.ts';

/** HL7 confidentiality codes; all other codes of the value set hide a document from someone (domain §2.3). */
const confidentialityLevels: readonly string[] = ['N', 'R', 'V'];

/** CXi type of encounters (ITI TF-3 §4.2.3.2.28): they have an element of their own in FHIR. */
const encounterId = 'urn:ihe:iti:xds:2015:encounterId';

/**
 * A DocumentEntry as PDSm comprehensive DocumentReference (MHD mapping of ITI TF-3 Table 4.5.1.1-1), as JSON text with
 * the marks of `fillRendering` in it. `XDS.uri` has no place: the attachment's url is that of this server.
 */
export const renderDocumentReference = (entry: DocumentEntry): string =>
  renderWithMarks(documentReference(entry), entry);

const documentReference = (entry: DocumentEntry): DocumentReference => {
  const contained = containment();
  const author = entry.authors.map((one) => containAuthor(one, contained, entry.recordId));
  const authenticator = entry.legalAuthenticator && containAuthor(entry.legalAuthenticator, contained, entry.recordId);
  const sourcePatientInfo = containSourcePatient(entry, contained);
  return {
    resourceType: 'DocumentReference',
    id: entry.entryUuid,
    meta: {
      versionId: String(entry.version),
      lastUpdated: updatedMark(),
      profile: isComprehensive(entry) ? [profiles.documentReference] : undefined,
    },
    contained: listed(contained.resources),
    extension: [{ url: extensions.isArchived, valueBoolean: archivedMark() }],
    masterIdentifier: { use: 'usual', ...uniqueIdToFhir(entry.uniqueId) },
    identifier: [
      { use: 'official', type: { text: 'entryUUID' }, system: uris, value: `urn:uuid:${entry.entryUuid}` },
      { use: 'secondary', type: { text: 'logicalId' }, system: uris, value: `urn:uuid:${entry.logicalId}` },
    ],
    status: statusMark(),
    type: concept(entry.typeCode),
    category: [concept(entry.classCode)],
    subject: { reference: `Patient/${entry.recordId}` },
    // PDSm4DMP annexe_dates: date is creationTime; an instant of FHIR is always full
    date: earliestInstant(entry.creationTime),
    author: listed(author),
    authenticator,
    custodian: custodian(entry, contained),
    relatesTo: relationsMark(),
    description: entry.comments,
    securityLabel: listed(visibilityFirst(entry.confidentialityCodes).map(concept)),
    content: [
      {
        attachment: {
          contentType: entry.mimeType,
          language: entry.languageCode,
          url: baseMark(`/Binary/${entry.logicalId}`),
          size: entry.sizeBytes,
          hash: Buffer.from(entry.hash, 'hex').toString('base64'),
          title: entry.title,
          creation: dtmToIso(entry.creationTime),
        },
        format: coding(entry.formatCode),
      },
    ],
    context: {
      encounter: listed(references(entry, (type) => type === encounterId)),
      event: listed(entry.eventCodes.map(concept)),
      period:
        entry.serviceStartTime === undefined && entry.serviceStopTime === undefined
          ? undefined
          : {
              start: entry.serviceStartTime && dtmToIso(entry.serviceStartTime),
              end: entry.serviceStopTime && dtmToIso(entry.serviceStopTime),
            },
      facilityType: concept(entry.healthcareFacilityTypeCode),
      practiceSetting: concept(entry.practiceSettingCode),
      sourcePatientInfo,
      related: listed(references(entry, (type) => type !== encounterId)),
    },
  };
};

/**
 * Whether the entry has all that PDSm asks of a comprehensive DocumentReference; a simplified publish or a minimal
 * bundle may have brought less, and then the profile is not claimed.
 */
const isComprehensive = (entry: DocumentEntry): boolean =>
  entry.title !== undefined &&
  entry.serviceStartTime !== undefined &&
  (entry.sourcePatientId !== undefined || entry.sourcePatientInfo !== undefined) &&
  entry.authors.length > 0 &&
  entry.authors.every(({ kind }) => comprehensiveAuthors.includes(kind)) &&
  (entry.legalAuthenticator === undefined || comprehensiveAuthenticators.includes(entry.legalAuthenticator.kind));

const comprehensiveAuthors: readonly Author['kind'][] = ['professional', 'patient', 'device'];
const comprehensiveAuthenticators: readonly Author['kind'][] = ['professional', 'organization'];

/**
 * The organisation to which the document is imputed (R.1111-49 CSP): that of its first author. Where there is none,
 * as for a document of the patient's own, the repository that keeps it.
 */
const custodian = (entry: DocumentEntry, contained: Containment): Reference => {
  const institution = entry.authors[0]?.institutions[0];
  if (!institution) return { identifier: uniqueIdToFhir(entry.repositoryUniqueId) };
  const author = {
    kind: 'organization',
    institutions: [institution],
    roles: [],
    specialties: [],
    telecoms: [],
  } as const;
  return containAuthor(author, contained, entry.recordId);
};

/** The study's patches address `/securityLabel/0`: what hides a document comes first. */
export const visibilityFirst = (codes: readonly Code[]): readonly Code[] => [
  ...codes.filter((code) => !confidentialityLevels.includes(code.code)),
  ...codes.filter((code) => confidentialityLevels.includes(code.code)),
];

const references = (entry: DocumentEntry, ofType: (type: string | undefined) => boolean): Reference[] =>
  entry.referenceIds
    .filter(({ type }) => ofType(type))
    .map((identifier) => ({ identifier: fhirIdentifier(identifier) }));
