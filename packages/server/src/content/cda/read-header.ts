// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { attribute, defaultXmlLimits, withXml, type XmlElement, type XmlLimits } from '../xml/index.ts';
import { finding } from './findings.ts';
import { known } from './known.ts';
import {
  HL7,
  readCode,
  readId,
  readIds,
  readInterval,
  readOrganization,
  readParty,
  readTimeAt,
  xpath,
} from './read-parts.ts';
import { readPatient } from './read-patient.ts';
import type { CdaBody, CdaHeader, CdaRelatedDocument, CdaServiceEvent } from './types.ts';

const XSLT = 'http://www.w3.org/1999/XSL/Transform';

/** How much of an embedded content is decoded, to see what it is. */
const FIRST_CHARACTERS = 64;

/** The ClinicalDocument: the root, or what an auto-présentable document carries inside its stylesheet. */
const documentElement = (root: XmlElement): XmlElement | undefined => {
  if (root.namespaceUri === HL7 && root.name === 'ClinicalDocument') return root;
  if (root.namespaceUri === XSLT)
    return xpath.first(root, 'h:ClinicalDocument') ?? xpath.first(root, './/h:ClinicalDocument');
  return undefined;
};

const readBody = (document: XmlElement): CdaBody | undefined => {
  if (xpath.first(document, 'h:component/h:structuredBody')) return { kind: 'structured' };
  const text = xpath.first(document, 'h:component/h:nonXMLBody/h:text');
  if (text === undefined) return undefined;
  const start = text.content.slice(0, 4 * FIRST_CHARACTERS).replace(/\s+/g, '');
  const encoded = attribute(text, 'representation') === 'B64';
  const firstBytes = Buffer.from(start.slice(0, FIRST_CHARACTERS), encoded ? 'base64' : 'utf8');
  return known<CdaBody & { kind: 'unstructured' }>({
    kind: 'unstructured',
    mediaType: attribute(text, 'mediaType')?.toLowerCase(),
    byReference: xpath.first(text, 'h:reference') !== undefined && firstBytes.length === 0,
    firstBytes: Uint8Array.from(firstBytes),
  });
};

const readServiceEvent = (event: XmlElement): CdaServiceEvent =>
  known<CdaServiceEvent>({
    ids: readIds(event, 'h:id'),
    code: readCode(event, 'h:code'),
    time: readInterval(event, 'h:effectiveTime'),
    practiceSettings: xpath
      .all(event, 'h:performer/h:assignedEntity/h:representedOrganization')
      .flatMap((organization) => readCode(organization, 'h:standardIndustryClassCode') ?? []),
  });

const readRelated = (related: XmlElement): CdaRelatedDocument => ({
  typeCode: attribute(related, 'typeCode') ?? '',
  ids: readIds(related, 'h:parentDocument/h:id'),
});

const present = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

const readDocument = (document: XmlElement, around: Pick<CdaHeader, 'encoding' | 'autoPresentable'>): CdaHeader => {
  const id = xpath.first(document, 'h:id');
  const setId = xpath.first(document, 'h:setId');
  const version = xpath.first(document, 'h:versionNumber');
  const language = xpath.first(document, 'h:languageCode');
  const authenticator = xpath.first(document, 'h:legalAuthenticator');
  const encounter = xpath.first(document, 'h:componentOf/h:encompassingEncounter');
  return known<CdaHeader>({
    ...around,
    templateIds: readIds(document, 'h:templateId'),
    id: id && readId(id),
    code: readCode(document, 'h:code'),
    title: xpath.text(document, 'h:title'),
    effectiveTime: readTimeAt(document, 'h:effectiveTime'),
    confidentiality: readCode(document, 'h:confidentialityCode'),
    language: language && attribute(language, 'code'),
    setId: setId && readId(setId),
    version: version && attribute(version, 'value'),
    patients: xpath.all(document, 'h:recordTarget/h:patientRole').map(readPatient),
    authors: xpath.all(document, 'h:author').flatMap((author) => present(readParty(author, 'h:assignedAuthor'))),
    legalAuthenticator: authenticator && readParty(authenticator, 'h:assignedEntity'),
    custodian: readOrganization(document, 'h:custodian/h:assignedCustodian/h:representedCustodianOrganization'),
    serviceEvents: xpath.all(document, 'h:documentationOf/h:serviceEvent').map(readServiceEvent),
    encounter:
      encounter &&
      known<NonNullable<CdaHeader['encounter']>>({
        facility: readCode(encounter, 'h:location/h:healthCareFacility/h:code'),
      }),
    orders: xpath.all(document, 'h:inFulfillmentOf/h:order').map((order) => ({
      ids: readIds(order, 'h:id'),
      accessionNumbers: readIds(order, 'dicom:accessionNumber'),
    })),
    related: xpath.all(document, 'h:relatedDocument').map(readRelated),
    body: readBody(document),
  });
};

/** A CDA document that was parsed: where it stands, and its header. */
export interface CdaDocument {
  readonly document: XmlElement;
  readonly header: CdaHeader;
}

/** The CDA document that the root of an XML document is, or carries inside a stylesheet; undefined for anything else. */
export const cdaDocumentIn = (root: XmlElement, encoding: string): CdaDocument | undefined => {
  const document = documentElement(root);
  return document && { document, header: readDocument(document, { encoding, autoPresentable: document !== root }) };
};

/**
 * Parses a CDA R2 document, in the encodings of `content/xml`, and hands its ClinicalDocument element to `read`; nodes
 * must not leave it. Failures: those of `parseXml`, and `cda-finding` for XML that is no CDA.
 */
export const withCdaDocument = <T>(
  bytes: Uint8Array,
  read: (document: XmlElement, header: () => CdaHeader) => T,
  limits: XmlLimits = defaultXmlLimits,
): Result<T, readonly Failure[]> => {
  const parsed = withXml(
    bytes,
    ({ root, encoding }): Result<T, readonly Failure[]> => {
      const document = documentElement(root);
      if (document === undefined) return fail([finding('not-cda', { root: root.name.slice(0, 60) })]);
      const header = () => readDocument(document, { encoding, autoPresentable: document !== root });
      return ok(read(document, header));
    },
    limits,
  );
  return parsed.ok ? parsed.value : fail([parsed.error]);
};

/**
 * Reads the header of a CDA R2 document, in any order of elements, and judges nothing but whether it is one.
 * Failures: those of {@link withCdaDocument}.
 */
export const readCdaHeader = (
  bytes: Uint8Array,
  limits: XmlLimits = defaultXmlLimits,
): Result<CdaHeader, readonly Failure[]> => withCdaDocument(bytes, (_, header) => header(), limits);
