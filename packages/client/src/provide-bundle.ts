// SPDX-License-Identifier: Apache-2.0
import { base64 } from './base64.ts';
import { sha1 } from './content.ts';
import type { CodeableConcept, Coding, Identifier } from './resources.ts';

/** The author of a document: a professional by national id, with the organisation it is imputed to (R.1111-49 CSP). */
export interface DocumentAuthor {
  /** `{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' }` (PS_IdNat). */
  readonly identifier: Identifier;
  readonly family?: string;
  readonly given?: readonly string[];
  /** Where the author practises, which keeps the document: Struct_IdNat, `{ system: 'urn:oid:1.2.250.1.71.4.2.2', value: … }`. */
  readonly organization?: { readonly identifier: Identifier; readonly name?: string };
}

/** A document to share, in the words of ITI TF-3 §4.2.3.2. */
export interface DocumentToShare {
  readonly content: Uint8Array;
  /** Media type of the content: `application/pdf`, `text/xml`. */
  readonly contentType: string;
  readonly title: string;
  /** `urn:oid:…` or `urn:uuid:…`; the sender's own, and the same again when the same document is sent again. */
  readonly uniqueId: string;
  /** typeCode: `{ system: 'http://loinc.org', code: '11488-4' }`. */
  readonly type: Coding;
  /** classCode; it has to be the class of the type. */
  readonly category: Coding;
  readonly format: Coding;
  /** healthcareFacilityTypeCode: the sector of activity (TRE_R02). */
  readonly facilityType: Coding;
  readonly practiceSetting: Coding;
  /** `patient`: the patient wrote it themselves. */
  readonly author: DocumentAuthor | 'patient';
  /** When the document was made: ISO 8601 with a zone. */
  readonly creation: string;
  /** When the act began: a date, or a time with its zone. */
  readonly serviceStart: string;
  readonly serviceEnd?: string;
  /** confidentialityCode; absent: normal (`N`). */
  readonly confidentiality?: readonly Coding[];
  /** Absent: `fr-FR`. */
  readonly language?: string;
  readonly description?: string;
  /** Id of the document that this one takes the place of. */
  readonly replaces?: string;
  /** Id of the document that this one adds to. */
  readonly appends?: string;
}

/** What goes with the documents of one submission. */
export interface SubmissionDetails {
  /** `urn:oid:…`. Absent: drawn. */
  readonly uniqueId?: string;
  /** OID of the sending software, `urn:oid:…`. */
  readonly sourceId: string;
  /** Kind of care that brought the documents about. */
  readonly contentType: Coding;
  readonly title?: string;
  /** The sender's own number of the patient (sourcePatientId). Absent: the INS. */
  readonly localPatientId?: Identifier;
}

const IHE = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';
const PDSM_BUNDLE =
  'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-provide-document-bundle';
const NORMAL: Coding = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' };

const concept = (coding: Coding): CodeableConcept => ({ coding: [coding] });

/** A Provide Document Bundle (ITI-65): the submission set, each document with its metadata, its content. */
export const provideBundle = async (
  patient: Identifier,
  documents: readonly DocumentToShare[],
  { uniqueId = drawnOid(), sourceId, contentType, title, localPatientId }: SubmissionDetails,
): Promise<object> => {
  const [first] = documents;
  if (first === undefined) throw new TypeError('A submission has at least one document.');
  const patients = localPatientId === undefined ? [patient] : [{ use: 'usual', ...localPatientId }, patient];
  const subject = { identifier: patient };
  const parts = documents.map((document) => ({
    document,
    entry: `urn:uuid:${crypto.randomUUID()}`,
    binary: `urn:uuid:${crypto.randomUUID()}`,
  }));
  const author = authorOf(first.author, patients);
  const list = {
    resourceType: 'List',
    contained: author.contained,
    extension: [
      { url: `${IHE}/ihe-designationType`, valueCodeableConcept: concept(contentType) },
      { url: `${IHE}/ihe-sourceId`, valueIdentifier: { system: 'urn:ietf:rfc:3986', value: sourceId } },
    ],
    identifier: [{ use: 'usual', system: 'urn:ietf:rfc:3986', value: uniqueId }],
    status: 'current',
    mode: 'working',
    code: concept({ system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', code: 'submissionset' }),
    ...(title === undefined ? {} : { title }),
    subject,
    date: new Date().toISOString(),
    source: author.reference,
    entry: parts.map(({ entry }) => ({ item: { reference: entry } })),
  };
  const references = await Promise.all(
    parts.map(async ({ document, entry, binary }) => ({
      fullUrl: entry,
      resource: await documentReference(document, patient, patients, binary),
      request: { method: 'POST', url: 'DocumentReference' },
    })),
  );
  const binaries = parts.map(({ document, binary }) => ({
    fullUrl: binary,
    resource: { resourceType: 'Binary', contentType: document.contentType, data: base64(document.content) },
    request: { method: 'POST', url: 'Binary' },
  }));
  return {
    resourceType: 'Bundle',
    meta: { profile: [documents.every(hasCustodian) ? PDSM_BUNDLE : `${IHE}/IHE.MHD.Comprehensive.ProvideBundle`] },
    type: 'transaction',
    entry: [
      {
        fullUrl: `urn:uuid:${crypto.randomUUID()}`,
        resource: list,
        request: { method: 'POST', url: 'List' },
      },
      ...references,
      ...binaries,
    ],
  };
};

/** An OID that nobody else draws (ITU-T X.667). */
const drawnOid = (): string => `urn:oid:2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`;

/** PDSm wants to know who keeps a document; that is the organisation of its author. */
const hasCustodian = ({ author }: DocumentToShare): boolean =>
  author !== 'patient' && author.organization !== undefined;

interface ContainedAuthor {
  readonly contained: readonly object[];
  readonly reference: { readonly reference: string };
  readonly custodian?: { readonly reference: string };
}

const authorOf = (author: DocumentToShare['author'], patients: readonly Identifier[]): ContainedAuthor => {
  if (author === 'patient') return { contained: [patientResource(patients)], reference: { reference: '#patient' } };
  const { identifier, family, given, organization } = author;
  const practitioner = {
    resourceType: 'Practitioner',
    id: 'practitioner',
    identifier: [identifier],
    ...(family === undefined ? {} : { name: [{ family, ...(given === undefined ? {} : { given }) }] }),
  };
  const role = { resourceType: 'PractitionerRole', id: 'author', practitioner: { reference: '#practitioner' } };
  const reference = { reference: '#author' };
  if (organization === undefined) return { contained: [role, practitioner], reference };
  const custodian = { reference: '#organization' };
  return {
    contained: [
      { ...role, organization: custodian },
      practitioner,
      {
        resourceType: 'Organization',
        id: 'organization',
        identifier: [organization.identifier],
        ...(organization.name === undefined ? {} : { name: organization.name }),
      },
    ],
    reference,
    custodian,
  };
};

const patientResource = (patients: readonly Identifier[]): object => ({
  resourceType: 'Patient',
  id: 'patient',
  identifier: patients,
});

const documentReference = async (
  document: DocumentToShare,
  patient: Identifier,
  patients: readonly Identifier[],
  binary: string,
): Promise<object> => {
  const { contained, reference, custodian } = authorOf(document.author, patients);
  const relations = [
    ...(document.replaces === undefined ? [] : [{ code: 'replaces', id: document.replaces }]),
    ...(document.appends === undefined ? [] : [{ code: 'appends', id: document.appends }]),
  ];
  return {
    resourceType: 'DocumentReference',
    contained: document.author === 'patient' ? contained : [...contained, patientResource(patients)],
    masterIdentifier: { use: 'usual', system: 'urn:ietf:rfc:3986', value: document.uniqueId },
    status: 'current',
    type: concept(document.type),
    category: [concept(document.category)],
    subject: { identifier: patient },
    date: document.creation,
    author: [reference],
    ...(document.author === 'patient' ? {} : { authenticator: reference }),
    ...(custodian === undefined ? {} : { custodian }),
    ...(document.description === undefined ? {} : { description: document.description }),
    ...(relations.length === 0
      ? {}
      : { relatesTo: relations.map(({ code, id }) => ({ code, target: { reference: `DocumentReference/${id}` } })) }),
    securityLabel: (document.confidentiality ?? [NORMAL]).map(concept),
    content: [
      {
        attachment: {
          contentType: document.contentType,
          language: document.language ?? 'fr-FR',
          url: binary,
          size: document.content.length,
          hash: await sha1(document.content),
          title: document.title,
          creation: document.creation,
        },
        format: document.format,
      },
    ],
    context: {
      period: {
        start: document.serviceStart,
        ...(document.serviceEnd === undefined ? {} : { end: document.serviceEnd }),
      },
      sourcePatientInfo: { reference: '#patient' },
      facilityType: concept(document.facilityType),
      practiceSetting: concept(document.practiceSetting),
    },
  };
};
