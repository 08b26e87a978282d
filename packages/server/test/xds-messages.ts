// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import type { DocumentEntry, DocumentMetadata } from '@dossier/core/documents';
import type { Ins } from '@dossier/core/identity';
import { objectTypes } from '../src/faces/xds/ebrim/vocabulary.ts';
import { writeDocumentEntry } from '../src/faces/xds/ebrim/write-objects.ts';
import { INS } from './submissions.ts';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';

/** A message of this action with this body; `security` is what stands in `wsse:Security`, or absent. */
export const envelope = (action: string, body: string, messageId = `urn:uuid:${randomUUID()}`): string =>
  `<s:Envelope xmlns:s="${SOAP}" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>` +
  `<a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>${messageId}</a:MessageID>` +
  '<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>' +
  `</s:Header><s:Body>${body}</s:Body></s:Envelope>`;

/** An entry as a source would submit it. */
export const entryOf = (
  metadata: DocumentMetadata,
  content: Uint8Array,
  more: Partial<DocumentEntry> = {},
): DocumentEntry => ({
  sourcePatientId: { system: '1.2.250.1.999.7', value: 'IPP-1', type: 'PI' },
  ...metadata,
  recordId: '',
  entryUuid: randomUUID(),
  logicalId: randomUUID(),
  version: 1,
  availabilityStatus: 'approved',
  hash: createHash('sha1').update(content).digest('hex'),
  sizeBytes: content.length,
  repositoryUniqueId: '',
  submittedAt: '2026-11-23T12:00:00.000Z',
  submittedBy: [],
  relations: [],
  ...more,
});

export interface Provided {
  readonly entry: DocumentEntry;
  readonly content: Uint8Array;
}

const identifier = (scheme: string, value: string): string =>
  `<rim:ExternalIdentifier id="${randomUUID()}" registryObject="set" identificationScheme="${scheme}" value="${value}"><rim:Name><rim:LocalizedString value="x"/></rim:Name></rim:ExternalIdentifier>`;

const code = (scheme: string, value: string, system: string): string =>
  `<rim:Classification id="${randomUUID()}" classifiedObject="set" classificationScheme="${scheme}" nodeRepresentation="${value}"><rim:Slot name="codingScheme"><rim:ValueList><rim:Value>${system}</rim:Value></rim:ValueList></rim:Slot></rim:Classification>`;

const association = (type: string, source: string, target: string): string =>
  `<rim:Association id="${randomUUID()}" associationType="${type}" sourceObject="${source}" targetObject="${target}"/>`;

const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
export const RPLC = 'urn:ihe:iti:2007:AssociationType:RPLC';

/** ITI-41 with these documents; contents are put by `include`. */
export const provideBody = (
  provided: readonly Provided[],
  {
    ins = INS,
    uniqueId = `1.2.250.1.999.8.${process.pid}.${Math.floor(Math.random() * 1e12)}`,
    associations = [],
    include = ({ content }) => Buffer.from(content).toString('base64'),
  }: {
    readonly ins?: Ins;
    readonly uniqueId?: string;
    readonly associations?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
    readonly include?: (one: Provided, index: number) => string;
  } = {},
): string => {
  const ids = provided.map(({ entry }) => `urn:uuid:${entry.entryUuid}`);
  const cx = `${ins.value}^^^&amp;${ins.oid}&amp;ISO^NH`;
  const set =
    `<rim:RegistryPackage id="set"><rim:Slot name="submissionTime"><rim:ValueList><rim:Value>20261123120000</rim:Value></rim:ValueList></rim:Slot>` +
    code('urn:uuid:aa543740-bdda-424e-8c96-df4873be8500', '07', '1.2.250.1.213.2.2') +
    identifier('urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446', cx) +
    identifier('urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8', uniqueId) +
    identifier('urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832', '1.2.250.1.999.1') +
    '</rim:RegistryPackage>' +
    `<rim:Classification id="${randomUUID()}" classifiedObject="set" classificationNode="${objectTypes.submissionSet}"/>`;
  const documents = provided.map(
    (one, index) => `<xds:Document id="${ids[index]}">${include(one, index)}</xds:Document>`,
  );
  return (
    `<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds="urn:ihe:iti:xds-b:2007" xmlns:rim="${RIM}" xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0">` +
    `<lcm:SubmitObjectsRequest><rim:RegistryObjectList>${provided.map(({ entry }) => writeDocumentEntry(entry, ins)).join('')}${set}` +
    ids.map((id) => association(HAS_MEMBER, 'set', id)).join('') +
    associations.map(({ type, source, target }) => association(type, source, target)).join('') +
    `</rim:RegistryObjectList></lcm:SubmitObjectsRequest>${documents.join('')}</xds:ProvideAndRegisterDocumentSetRequest>`
  );
};

/** ITI-42: what an ITI-41 registers, without its contents. */
export const registerBody = (provided: string): string => {
  const [objects = ''] = /<lcm:SubmitObjectsRequest>.*<\/lcm:SubmitObjectsRequest>/s.exec(provided) ?? [];
  return objects.replace('>', ` xmlns:lcm="${LCM}" xmlns:rim="${RIM}">`);
};

const LCM = 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0';

const setOf = (ins: Ins): string =>
  '<rim:RegistryPackage id="set">' +
  code('urn:uuid:aa543740-bdda-424e-8c96-df4873be8500', '07', '1.2.250.1.213.2.2') +
  identifier('urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446', `${ins.value}^^^&amp;${ins.oid}&amp;ISO^NH`) +
  identifier('urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8', '1.2.250.1.999.8.1') +
  identifier('urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832', '1.2.250.1.999.1') +
  `<rim:Classification id="c" classifiedObject="set" classificationNode="${objectTypes.submissionSet}"/></rim:RegistryPackage>`;

const slots = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `<rim:Slot name="${name}"><rim:ValueList><rim:Value>${value}</rim:Value></rim:ValueList></rim:Slot>`,
    )
    .join('');

const updateOf = (inside: string, ins: Ins): string =>
  `<lcm:SubmitObjectsRequest xmlns:lcm="${LCM}" xmlns:rim="${RIM}"><rim:RegistryObjectList>${setOf(ins)}${inside}</rim:RegistryObjectList></lcm:SubmitObjectsRequest>`;

/** ITI-57: another status of the document of this entryUuid. */
export const statusBody = (entryUuid: string, original: string, next: string, ins = INS): string =>
  updateOf(
    `<rim:Association id="u" associationType="urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus" sourceObject="set" targetObject="urn:uuid:${entryUuid}">${slots({ OriginalStatus: original, NewStatus: next })}</rim:Association>`,
    ins,
  );

/** ITI-57: a new version of an entry, in the place of the one of this number. */
export const metadataBody = (entry: DocumentEntry, previous: string, ins = INS): string =>
  updateOf(
    `${writeDocumentEntry(entry, ins)}<rim:Association id="m" associationType="${HAS_MEMBER}" sourceObject="set" targetObject="urn:uuid:${entry.entryUuid}">${slots({ SubmissionSetStatus: 'Original', PreviousVersion: previous })}</rim:Association>`,
    ins,
  );

/** ITI-18 with these parameters, each value as it is written. */
export const queryBody = (
  id: string,
  parameters: Readonly<Record<string, readonly string[]>>,
  returnType = 'LeafClass',
): string =>
  `<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="${RIM}">` +
  `<query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><rim:AdhocQuery id="urn:uuid:${id}">` +
  Object.entries(parameters)
    .map(
      ([name, values]) =>
        `<rim:Slot name="${name}"><rim:ValueList>${values.map((value) => `<rim:Value>${value}</rim:Value>`).join('')}</rim:ValueList></rim:Slot>`,
    )
    .join('') +
  '</rim:AdhocQuery></query:AdhocQueryRequest>';

/** ITI-43 of these documents. */
export const retrieveBody = (repository: string, uniqueIds: readonly string[]): string =>
  '<xds:RetrieveDocumentSetRequest xmlns:xds="urn:ihe:iti:xds-b:2007">' +
  uniqueIds
    .map(
      (id) =>
        `<xds:DocumentRequest><xds:RepositoryUniqueId>${repository}</xds:RepositoryUniqueId><xds:DocumentUniqueId>${id}</xds:DocumentUniqueId></xds:DocumentRequest>`,
    )
    .join('') +
  '</xds:RetrieveDocumentSetRequest>';

/** A message in MTOM with what stands beside its envelope. */
export const multipart = (
  xml: string,
  parts: readonly { readonly id: string; readonly content: Uint8Array }[],
): { readonly contentType: string; readonly body: Buffer } => {
  const pieces = [
    `--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <root>\r\n\r\n${xml}\r\n`,
    ...parts.flatMap(({ id, content }) => [
      `--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${id}>\r\n\r\n`,
      content,
      '\r\n',
    ]),
    '--b--\r\n',
  ];
  return {
    contentType:
      'multipart/related; type="application/xop+xml"; start="<root>"; start-info="application/soap+xml"; boundary=b',
    body: Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))),
  };
};
