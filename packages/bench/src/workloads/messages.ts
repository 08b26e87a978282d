// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import type { Ins } from '@dossier/core/identity';

/** What a message is made of; the rest is the same in all of them. */
export interface MessageFacts {
  readonly ins: Ins;
  readonly doctorId: string;
  /** OID of the document; that of the submission set is made from it. */
  readonly uniqueId: string;
  readonly content: Buffer;
}

const NOS = 'https://mos.esante.gouv.fr/NOS';
const IHE = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';
const URI = 'urn:ietf:rfc:3986';
const CREATION = '2026-11-20T10:00:00+01:00';

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });

const sector = concept(`${NOS}/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`, 'SA07');

/** Stand in a template where a fact goes. */
const mark = {
  oid: '@@oid@@',
  ins: '@@ins@@',
  doctor: '@@doctor@@',
  uniqueId: '@@uniqueId@@',
  hash: '@@hash@@',
  size: 20_999_999_999,
  data: '@@data@@',
  entry: '@@entry@@',
  binary: '@@binary@@',
} as const;

const patient = { system: `urn:oid:${mark.oid}`, value: mark.ins };
const subject = { identifier: patient };

const practitioner = {
  resourceType: 'Practitioner',
  id: 'practitioner',
  identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: mark.doctor }],
  name: [{ family: 'BANC', given: ['Mesure'] }],
};

const source = {
  resourceType: 'Patient',
  id: 'patient',
  identifier: [{ use: 'usual', system: 'urn:oid:1.2.250.1.999.7', value: 'IPP-1' }, patient],
};

const attachment = { contentType: 'text/xml', language: 'fr-FR', title: 'Compte rendu', creation: CREATION };

const documentReference = {
  resourceType: 'DocumentReference',
  contained: [practitioner, source],
  masterIdentifier: { use: 'usual', system: URI, value: `urn:oid:${mark.uniqueId}` },
  status: 'current',
  type: concept('http://loinc.org', '11488-4'),
  category: [concept(`${NOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`, '10')],
  subject,
  date: CREATION,
  author: [{ reference: '#practitioner' }],
  authenticator: { reference: '#practitioner' },
  securityLabel: [concept('http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'N')],
  context: {
    period: { start: '2026-11-20' },
    sourcePatientInfo: { reference: '#patient' },
    facilityType: sector,
    practiceSetting: concept(`${NOS}/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice`, 'AMBULATOIRE'),
  },
};

const format = {
  system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
  code: 'urn:ihe:iti:xds-sd:text:2008',
};

const bundleTemplate = JSON.stringify({
  resourceType: 'Bundle',
  meta: { profile: [`${IHE}/IHE.MHD.Comprehensive.ProvideBundle`] },
  type: 'transaction',
  entry: [
    {
      fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      resource: {
        resourceType: 'List',
        contained: [practitioner],
        extension: [
          { url: `${IHE}/ihe-designationType`, valueCodeableConcept: sector },
          { url: `${IHE}/ihe-sourceId`, valueIdentifier: { system: URI, value: 'urn:oid:1.2.250.1.999.1' } },
        ],
        identifier: [{ use: 'usual', system: URI, value: `urn:oid:${mark.uniqueId}.1` }],
        status: 'current',
        mode: 'working',
        code: concept('https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', 'submissionset'),
        subject,
        date: CREATION,
        source: { reference: '#practitioner' },
        entry: [{ item: { reference: mark.entry } }],
      },
      request: { method: 'POST', url: 'List' },
    },
    {
      fullUrl: mark.entry,
      resource: {
        ...documentReference,
        content: [{ attachment: { ...attachment, url: mark.binary, size: mark.size, hash: mark.hash }, format }],
      },
      request: { method: 'POST', url: 'DocumentReference' },
    },
    {
      fullUrl: mark.binary,
      resource: { resourceType: 'Binary', contentType: 'text/xml', data: mark.data },
      request: { method: 'POST', url: 'Binary' },
    },
  ],
});

const simplifiedTemplate = JSON.stringify({
  ...documentReference,
  content: [{ attachment: { ...attachment, size: mark.size, hash: mark.hash, data: mark.data } }],
});

/** The template cut at its marks: text, mark, text, … */
const cut = (template: string): readonly string[] =>
  template.split(new RegExp(`(${Object.values(mark).join('|')})`, 'g'));

const bundleParts = cut(bundleTemplate);
const simplifiedParts = cut(simplifiedTemplate);

const fillIn = (parts: readonly string[], { ins, doctorId, uniqueId, content }: MessageFacts): Buffer => {
  const values: ReadonlyMap<string, string> = new Map<string, string>([
    [mark.oid, ins.oid],
    [mark.ins, ins.value],
    [mark.doctor, doctorId],
    [mark.uniqueId, uniqueId],
    [mark.hash, createHash('sha1').update(content).digest('base64')],
    [String(mark.size), String(content.length)],
    [mark.data, content.toString('base64')],
    [mark.entry, `urn:uuid:${randomUUID()}`],
    [mark.binary, `urn:uuid:${randomUUID()}`],
  ]);
  return Buffer.from(parts.map((part) => values.get(part) ?? part).join(''), 'latin1');
};

/** A Provide Document Bundle (ITI-65) of one document. */
export const provideBundleMessage = (facts: MessageFacts): Buffer => fillIn(bundleParts, facts);

/** A Simplified Publish (ITI-105) of one document. */
export const simplifiedMessage = (facts: MessageFacts): Buffer => fillIn(simplifiedParts, facts);
