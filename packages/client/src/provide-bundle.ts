// SPDX-License-Identifier: Apache-2.0
import type { CodeableConcept, Coding, Identifier } from './resources.ts';

/** The author of a document: a professional by national id, with the organisation it is imputed to. */
export interface DocumentAuthor {
  readonly identifier: Identifier;
  readonly family?: string;
  readonly given?: readonly string[];
  readonly organization?: { readonly identifier: Identifier; readonly name?: string };
}

/** A document to share, in the words of ITI TF-3 §4.2.3.2. */
export interface DocumentToShare {
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly title: string;
  /** `urn:oid:…` or `urn:uuid:…`; the sender's own, and the same again when the same document is sent again. */
  readonly uniqueId: string;
  readonly type: Coding;
  readonly category: Coding;
  readonly format: Coding;
  readonly facilityType: Coding;
  readonly practiceSetting: Coding;
  readonly author: DocumentAuthor;
  /** ISO 8601 with a zone. */
  readonly creation: string;
  readonly serviceStart: string;
  readonly serviceEnd?: string;
  readonly confidentiality?: readonly Coding[];
  readonly language?: string;
  readonly description?: string;
  /** Id of the document that this one takes the place of. */
  readonly replaces?: string;
  /** Id of the document that this one adds to. */
  readonly appends?: string;
}

export interface SubmissionDetails {
  /** `urn:oid:…` or `urn:uuid:…`. Absent: drawn. */
  readonly uniqueId?: string;
  /** OID of the sending software, `urn:oid:…`. */
  readonly sourceId: string;
  /** Kind of care that brought the documents about. */
  readonly contentType: Coding;
  readonly title?: string;
}

const IHE = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';
const NORMAL: Coding = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' };

const concept = (coding: Coding): CodeableConcept => ({ coding: [coding] });

const base64 = (bytes: Uint8Array): string => {
  const CHUNK = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
};

const sha1 = async (bytes: Uint8Array): Promise<string> =>
  base64(new Uint8Array(await crypto.subtle.digest('SHA-1', bytes as Uint8Array<ArrayBuffer>)));

/** A Provide Document Bundle (ITI-65): the submission set, each document with its metadata, its content. */
export const provideBundle = async (
  patient: Identifier,
  documents: readonly DocumentToShare[],
  { uniqueId = `urn:uuid:${crypto.randomUUID()}`, sourceId, contentType, title }: SubmissionDetails,
): Promise<object> => {
  const subject = { identifier: patient };
  const parts = documents.map((document) => ({
    document,
    entry: `urn:uuid:${crypto.randomUUID()}`,
    binary: `urn:uuid:${crypto.randomUUID()}`,
  }));
  const [first] = documents;
  const list = {
    resourceType: 'List',
    contained: first === undefined ? [] : authorResources(first.author),
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
    source: { reference: '#author' },
    entry: parts.map(({ entry }) => ({ item: { reference: entry } })),
  };
  const references = await Promise.all(
    parts.map(async ({ document, entry, binary }) => ({
      fullUrl: entry,
      resource: await documentReference(document, patient, binary),
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
    meta: {
      profile: [
        'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-provide-document-bundle',
      ],
    },
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

const authorResources = ({ identifier, family, given, organization }: DocumentAuthor): object[] => {
  const name = family === undefined ? {} : { name: [{ family, ...(given === undefined ? {} : { given }) }] };
  if (organization === undefined)
    return [{ resourceType: 'Practitioner', id: 'author', identifier: [identifier], ...name }];
  return [
    {
      resourceType: 'PractitionerRole',
      id: 'author',
      practitioner: { reference: '#practitioner' },
      organization: { reference: '#organization' },
    },
    { resourceType: 'Practitioner', id: 'practitioner', identifier: [identifier], ...name },
    {
      resourceType: 'Organization',
      id: 'organization',
      identifier: [organization.identifier],
      ...(organization.name === undefined ? {} : { name: organization.name }),
    },
  ];
};

const documentReference = async (document: DocumentToShare, patient: Identifier, binary: string): Promise<object> => {
  const relations = [
    ...(document.replaces === undefined ? [] : [{ code: 'replaces', id: document.replaces }]),
    ...(document.appends === undefined ? [] : [{ code: 'appends', id: document.appends }]),
  ];
  return {
    resourceType: 'DocumentReference',
    contained: [
      ...authorResources(document.author),
      { resourceType: 'Patient', id: 'source-patient', identifier: [patient] },
    ],
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: document.uniqueId },
    status: 'current',
    type: concept(document.type),
    category: [concept(document.category)],
    subject: { identifier: patient },
    date: document.creation,
    author: [{ reference: '#author' }],
    authenticator: { reference: '#author' },
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
      sourcePatientInfo: { reference: '#source-patient' },
      facilityType: concept(document.facilityType),
      practiceSetting: concept(document.practiceSetting),
    },
  };
};
