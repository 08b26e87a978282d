// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { defaultsFor, type IntakeContext } from './context.ts';

/** Messages and a context for the tests of this folder: each test changes one thing of a valid message. */
export const NOW = '2026-11-23T12:00:00.000Z';

export const law = lawAt(frenchProfile, NOW);

export const RECORD = '0b2c8f6e-5f8b-4d65-9a43-2f9f6f3f7c11';

const TRE_A03 = 'https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument';
const TRE_A01 = 'https://mos.esante.gouv.fr/NOS/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice';
const TRE_R02 = 'https://mos.esante.gouv.fr/NOS/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite';
export const TRE_A07 =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';
export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

export const INS = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518989' } as const;
const OTHER_INS = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '277076322082910' } as const;
export const otherPatient = `Patient?identifier=${OTHER_INS.system}|${OTHER_INS.value}`;

/** UUIDs that count up, so that results can be compared. */
export const contextOf = (more: Partial<IntakeContext> = {}): IntakeContext => {
  let count = 0;
  return {
    law,
    environment: 'demo',
    insKeyErrors: 'refuse',
    now: NOW,
    uuid: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    base: 'http://127.0.0.1:8080/fhir',
    limits: { entries: 50, documentsPerSubmission: 5, documentBytes: 10_000 },
    defaults: defaultsFor(
      {
        kind: 'professional',
        nationalId: '899700218896',
        profession: '10',
        name: 'Dr Test',
        authentication: 'direct',
        mode: { kind: 'normal' },
        organization: { id: '1750000000', name: 'Cabinet', sector: 'SA07' },
      },
      law,
      '1.2.250.1.999.1',
    ),
    ...more,
  };
};

export const content = Buffer.from('%PDF-1.4 compte rendu');
export const sha1 = createHash('sha1').update(content).digest();

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });

/** A loose shape, so that tests can break it anywhere. */
// biome-ignore lint/suspicious/noExplicitAny: tests put values of every kind anywhere in a message
export type Loose = any;

const sourcePatient = {
  resourceType: 'Patient',
  id: 'source',
  identifier: [{ use: 'usual', system: 'urn:oid:1.2.3.4.5', value: 'IPP-77' }, INS],
  name: [{ family: 'TEST', given: ['Dominique'] }],
  gender: 'female',
  birthDate: '1979-03-12',
};

const practitioner = {
  resourceType: 'Practitioner',
  id: 'author',
  identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' }],
  name: [{ family: 'MEDECIN', given: ['Claire'] }],
};

const documentReference = (): Loose => ({
  resourceType: 'DocumentReference',
  contained: [structuredClone(sourcePatient), structuredClone(practitioner)],
  masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.7.1' },
  status: 'current',
  type: concept('http://loinc.org', '11488-4'),
  category: [concept(TRE_A03, '10')],
  subject: { reference: `Patient?identifier=${INS.system}|${INS.value}` },
  date: '2026-06-12T10:00:00+02:00',
  author: [{ reference: '#author' }],
  authenticator: { reference: '#author' },
  securityLabel: [concept(CONFIDENTIALITY, 'N')],
  content: [
    {
      attachment: {
        contentType: 'application/pdf',
        language: 'fr-FR',
        url: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000003',
        size: content.length,
        hash: sha1.toString('base64'),
        title: 'Compte rendu',
        creation: '2026-06-12T10:00:00+02:00',
      },
      format: {
        system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
        code: 'urn:ihe:iti:xds-sd:pdf:2008',
      },
    },
  ],
  context: {
    period: { start: '2026-06-12', end: '2026-06-13' },
    facilityType: concept(TRE_R02, 'SA07'),
    practiceSetting: concept(TRE_A01, 'AMBULATOIRE'),
    sourcePatientInfo: { reference: '#source' },
  },
});

const submissionSet = (): Loose => ({
  resourceType: 'List',
  contained: [structuredClone(practitioner)],
  extension: [
    {
      url: 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType',
      valueCodeableConcept: concept(TRE_R02, 'SA07'),
    },
    {
      url: 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId',
      valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.1' },
    },
  ],
  identifier: [{ use: 'usual', system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.8.1' }],
  status: 'current',
  mode: 'working',
  code: concept('https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', 'submissionset'),
  subject: { reference: `Patient?identifier=${INS.system}|${INS.value}` },
  date: '2026-06-12T10:00:00+02:00',
  source: { reference: '#author' },
  entry: [{ item: { reference: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000002' } }],
});

/** A valid PDSm Provide Document Bundle: [0] submission set, [1] document, [2] content. */
export const bundle = (): Loose => ({
  resourceType: 'Bundle',
  meta: {
    profile: [
      'https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-comprehensive-provide-document-bundle',
    ],
  },
  type: 'transaction',
  entry: [
    {
      fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000001',
      resource: submissionSet(),
      request: { method: 'POST', url: 'List' },
    },
    {
      fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000002',
      resource: documentReference(),
      request: { method: 'POST', url: 'DocumentReference' },
    },
    {
      fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000003',
      resource: { resourceType: 'Binary', contentType: 'application/pdf', data: content.toString('base64') },
      request: { method: 'POST', url: 'Binary' },
    },
  ],
});

/** A folder for the bundle above, holding its document. */
export const folderEntry = (): Loose => ({
  fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000009',
  resource: {
    resourceType: 'List',
    extension: [
      {
        url: 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType',
        valueCodeableConcept: concept(TRE_R02, 'SA07'),
      },
    ],
    identifier: [{ use: 'usual', system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.9.1' }],
    status: 'current',
    mode: 'working',
    title: 'Suivi',
    code: concept('https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', 'folder'),
    subject: { reference: `Patient?identifier=${INS.system}|${INS.value}` },
    date: '2026-06-12T10:00:00+02:00',
    entry: [{ item: { reference: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000002' } }],
  },
  request: { method: 'POST', url: 'List' },
});

/** A PATCH entry that says what a replacement does to its target. */
export const patchEntry = (id: string): Loose => ({
  fullUrl: 'urn:uuid:aaaaaaaa-0000-4000-8000-000000000008',
  resource: {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'path', valueString: 'DocumentReference.status' },
          { name: 'type', valueCode: 'replace' },
          { name: 'value', valueCode: 'superseded' },
        ],
      },
    ],
  },
  request: { method: 'PATCH', url: `DocumentReference/${id}` },
});

/** A valid ITI-105 message: as little as the French profile asks for. */
export const simplified = (): Loose => ({
  resourceType: 'DocumentReference',
  contained: [structuredClone(practitioner)],
  masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.250.1.999.7.2' },
  status: 'current',
  type: concept('http://loinc.org', '11488-4'),
  subject: { reference: `Patient?identifier=${INS.system}|${INS.value}` },
  date: '2026-06-12T10:00:00+02:00',
  author: [{ reference: '#author' }],
  content: [
    { attachment: { contentType: 'application/pdf', data: content.toString('base64'), title: 'Compte rendu' } },
  ],
});
