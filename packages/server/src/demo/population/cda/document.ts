// SPDX-License-Identifier: Apache-2.0
import { stableOid } from '../../identifiers.ts';
import type { Structure } from '../../organizations.ts';
import { hl7Time } from '../calendar.ts';
import { codeOf, confidentialityCode } from '../codebook.ts';
import type { Draft, Writer } from '../model.ts';
import type { DemoPatient } from '../patients.ts';
import { element, type Xml, xmlDocument } from '../xml.ts';
import { coded, organization, professionalParts, recordTarget, systemParts, systemSignatory } from './parties.ts';
import { sectionElement } from './sections.ts';

/** Identifiers of a document: its own, and that of the series of its versions. */
export const documentOid = (patient: string, key: string): string => stableOid(`document:${patient}:${key}`);

const seriesOid = (patient: string, key: string): string => stableOid(`series:${patient}:${key}`);

export interface Version {
  readonly draft: Draft;
  readonly patient: DemoPatient;
  /** Keys of the versions before this one, the first one first. */
  readonly earlier: readonly string[];
}

const structureOf = (writer: Exclude<Writer, { patient: true }>): Structure =>
  'structure' in writer ? writer.structure : writer.practitioner.structure;

const serviceEvent = ({ at, service }: Draft, structure: Structure, writer: Writer): Xml =>
  element(
    'documentationOf',
    {},
    element(
      'serviceEvent',
      {},
      element(
        'effectiveTime',
        {},
        element('low', { value: hl7Time(service?.start ?? at) }),
        element('high', { value: hl7Time(service?.stop ?? at) }),
      ),
      element(
        'performer',
        { typeCode: 'PRF' },
        element(
          'assignedEntity',
          {},
          'practitioner' in writer
            ? professionalParts(writer.practitioner, true)
            : [element('id', { nullFlavor: 'NA' }), organization('representedOrganization', structure, true)],
        ),
      ),
    ),
  );

const encounter = ({ at, service }: Draft, structure: Structure): Xml =>
  element(
    'componentOf',
    {},
    element(
      'encompassingEncounter',
      {},
      element(
        'effectiveTime',
        {},
        element('low', { value: hl7Time(service?.start ?? at) }),
        element('high', { value: hl7Time(service?.stop ?? at) }),
      ),
      element(
        'location',
        {},
        element(
          'healthCareFacility',
          {},
          coded('code', codeOf('healthcareFacilityTypeCode', structure.sector)),
          element('location', {}, element('name', {}, structure.name)),
        ),
      ),
    ),
  );

/** The model's own templateId; level 1 declares XDS-SD, a document without a model the medical document of IHE PCC. */
const modelTemplate = ({ body }: Draft): Xml => {
  if (body.kind !== 'structured') return element('templateId', { root: '1.3.6.1.4.1.19376.1.2.20' });
  const [root, extension] = body.template ?? ['1.3.6.1.4.1.19376.1.5.3.1.1.1'];
  return element('templateId', { root, extension });
};

const bodyElement = ({ body }: Draft, pdf: Uint8Array | undefined): Xml => {
  if (body.kind === 'structured') {
    return element(
      'structuredBody',
      {},
      body.sections.map((section) => element('component', {}, sectionElement(section))),
    );
  }
  if (!pdf) throw new Error('An unstructured document needs its PDF.');
  const text = Buffer.from(pdf).toString('base64');
  return element('nonXMLBody', {}, element('text', { mediaType: 'application/pdf', representation: 'B64' }, text));
};

/**
 * A CDA R2 document with the French header (CI-SIS, Structuration minimale): level 3 with sections, or level 1 around
 * a PDF.
 */
export const cdaDocument = ({ draft, patient, earlier }: Version, pdf?: Uint8Array): Uint8Array => {
  const { writer, at } = draft;
  if ('patient' in writer) throw new Error('Patients write plain PDF here.');
  const structure = structureOf(writer);
  const named = 'practitioner' in writer ? professionalParts(writer.practitioner) : undefined;
  const previous = earlier.at(-1);
  const root = element(
    'ClinicalDocument',
    {
      xmlns: 'urn:hl7-org:v3',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    },
    element('realmCode', { code: 'FR' }),
    element('typeId', { root: '2.16.840.1.113883.1.3', extension: 'POCD_HD000040' }),
    element('templateId', { root: '2.16.840.1.113883.2.8.2.1' }),
    element('templateId', { root: '1.2.250.1.213.1.1.1.1' }),
    modelTemplate(draft),
    element('id', { root: documentOid(patient.key, draft.key) }),
    coded('code', codeOf('typeCode', draft.type)),
    element('title', {}, draft.title),
    element('effectiveTime', { value: hl7Time(at) }),
    coded('confidentialityCode', confidentialityCode.normal),
    element('languageCode', { code: 'fr-FR' }),
    element('setId', { root: seriesOid(patient.key, earlier[0] ?? draft.key) }),
    element('versionNumber', { value: String(earlier.length + 1) }),
    recordTarget(patient),
    element(
      'author',
      {},
      element('time', { value: hl7Time(at) }),
      element('assignedAuthor', {}, named ?? systemParts(structure)),
    ),
    element(
      'custodian',
      {},
      element('assignedCustodian', {}, organization('representedCustodianOrganization', structure)),
    ),
    element(
      'legalAuthenticator',
      {},
      element('time', { value: hl7Time(at) }),
      element('signatureCode', { code: 'S' }),
      element('assignedEntity', {}, named ?? systemSignatory(structure)),
    ),
    serviceEvent(draft, structure, writer),
    previous !== undefined &&
      element(
        'relatedDocument',
        { typeCode: 'RPLC' },
        element('parentDocument', {}, element('id', { root: documentOid(patient.key, previous) })),
      ),
    encounter(draft, structure),
    element('component', {}, bodyElement(draft, pdf)),
  );
  return xmlDocument(root);
};
