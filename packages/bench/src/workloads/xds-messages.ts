// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import type { Ins } from '@dossier/core/identity';
import type { MessageFacts } from './messages.ts';

const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const APPROVED = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';

const envelope = (action: string, body: string): string =>
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>' +
  `<a:Action s:mustUnderstand="1">urn:ihe:iti:2007:${action}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID>` +
  `</s:Header><s:Body>${body}</s:Body></s:Envelope>`;

const cx = ({ oid, value }: Ins): string => `${value}^^^&amp;${oid}&amp;ISO^NH`;

const slot = (name: string, value: string): string =>
  `<rim:Slot name="${name}"><rim:ValueList><rim:Value>${value}</rim:Value></rim:ValueList></rim:Slot>`;

const code = (object: string, scheme: string, value: string, system: string): string =>
  `<rim:Classification id="${scheme}-${object}" classifiedObject="${object}" classificationScheme="urn:uuid:${scheme}" nodeRepresentation="${value}">${slot('codingScheme', system)}</rim:Classification>`;

const identifier = (object: string, scheme: string, value: string): string =>
  `<rim:ExternalIdentifier id="${scheme}-${object}" registryObject="${object}" identificationScheme="urn:uuid:${scheme}" value="${value}"/>`;

const author = (object: string, scheme: string, doctorId: string): string =>
  `<rim:Classification id="${scheme}-${object}" classifiedObject="${object}" classificationScheme="urn:uuid:${scheme}" nodeRepresentation="">${slot('authorPerson', `${doctorId}^BANC^Mesure^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS`)}</rim:Classification>`;

const LOINC = '2.16.840.1.113883.6.1';

const entry = ({ ins, doctorId, uniqueId, content }: MessageFacts): string =>
  '<rim:ExtrinsicObject id="d" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">' +
  slot('creationTime', '20261120090000') +
  slot('hash', createHash('sha1').update(content).digest('hex')) +
  slot('languageCode', 'fr-FR') +
  slot('serviceStartTime', '20261120') +
  slot('size', String(content.length)) +
  slot('sourcePatientId', 'IPP-1^^^&amp;1.2.250.1.999.7&amp;ISO^PI') +
  '<rim:Name><rim:LocalizedString value="Compte rendu"/></rim:Name>' +
  author('d', '93606bcf-9494-43ec-9b4e-a7748d1a838d', doctorId) +
  code('d', '41a5887f-8865-4c09-adf7-e362475b143a', '10', '1.2.250.1.213.1.1.4.1') +
  code('d', 'f4f85eac-e6cb-4883-b524-f2705394840f', 'N', '2.16.840.1.113883.5.25') +
  code('d', 'a09d5840-386c-46f2-b5ad-9c3699a4309d', 'urn:ihe:iti:xds-sd:text:2008', '1.3.6.1.4.1.19376.1.2.3') +
  code('d', 'f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1', 'SA07', '1.2.250.1.71.4.2.4') +
  code('d', 'cccf5598-8b07-4b77-a05e-ae952c785ead', 'AMBULATOIRE', '1.2.250.1.213.1.1.4.9') +
  code('d', 'f0306f51-975f-434e-a61c-c59651d33983', '11488-4', LOINC) +
  identifier('d', '58a6f841-87b3-4a3e-92fd-a8ffeff98427', cx(ins)) +
  identifier('d', '2e82c1f6-a085-4c72-9da3-8640a32e42ab', uniqueId) +
  '</rim:ExtrinsicObject>';

const set = ({ ins, doctorId, uniqueId }: MessageFacts): string =>
  `<rim:RegistryPackage id="s">${slot('submissionTime', '20261120090000')}` +
  author('s', 'a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d', doctorId) +
  code('s', 'aa543740-bdda-424e-8c96-df4873be8500', 'SA07', '1.2.250.1.71.4.2.4') +
  '<rim:Classification id="n" classifiedObject="s" classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"/>' +
  identifier('s', '6b5aea1a-874d-4603-a4bc-96a0a7b38446', cx(ins)) +
  identifier('s', '96fdda7c-d067-4183-912e-bf5ee74998a8', `${uniqueId}.1`) +
  identifier('s', '554ac39e-e3fe-47fe-b233-965d2a147832', '1.2.250.1.999.1') +
  '</rim:RegistryPackage>' +
  '<rim:Association id="a" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" sourceObject="s" targetObject="d"/>';

/** A body and its Content-Type. */
export interface SoapMessage {
  readonly contentType: string;
  readonly body: Buffer;
}

const inMtom = (xml: string, content?: Buffer): SoapMessage => ({
  contentType:
    'multipart/related; type="application/xop+xml"; start="<r>"; start-info="application/soap+xml"; boundary=bench',
  body: Buffer.concat([
    Buffer.from(
      `--bench\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-ID: <r>\r\n\r\n${xml}\r\n`,
    ),
    ...(content === undefined
      ? []
      : [
          Buffer.from(
            '--bench\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <d>\r\n\r\n',
          ),
          content,
          Buffer.from('\r\n'),
        ]),
    Buffer.from('--bench--\r\n'),
  ]),
});

const alone = (xml: string): SoapMessage => ({ contentType: 'application/soap+xml', body: Buffer.from(xml) });

/** Provide and Register Document Set-b (ITI-41) of one document, in MTOM. */
export const provideMessage = (facts: MessageFacts): SoapMessage =>
  inMtom(
    envelope(
      'ProvideAndRegisterDocumentSet-b',
      `<x:ProvideAndRegisterDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007" xmlns:rim="${RIM}"><l:SubmitObjectsRequest xmlns:l="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><rim:RegistryObjectList>${entry(facts)}${set(facts)}</rim:RegistryObjectList></l:SubmitObjectsRequest><x:Document id="d"><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:d"/></x:Document></x:ProvideAndRegisterDocumentSetRequest>`,
    ),
    facts.content,
  );

/** FindDocuments (ITI-18) of all that is current, whole. */
export const findMessage = (ins: Ins): SoapMessage =>
  alone(
    envelope(
      'RegistryStoredQuery',
      `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rim="${RIM}"><q:ResponseOption returnType="LeafClass"/><rim:AdhocQuery id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d">${slot('$XDSDocumentEntryPatientId', `'${cx(ins)}'`)}${slot('$XDSDocumentEntryStatus', `('${APPROVED}')`)}</rim:AdhocQuery></q:AdhocQueryRequest>`,
    ),
  );

/** Retrieve Document Set (ITI-43) of one document, in MTOM. */
export const retrieveMessage = (repository: string, uniqueId: string): SoapMessage =>
  inMtom(
    envelope(
      'RetrieveDocumentSet',
      `<x:RetrieveDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentRequest><x:RepositoryUniqueId>${repository}</x:RepositoryUniqueId><x:DocumentUniqueId>${uniqueId}</x:DocumentUniqueId></x:DocumentRequest></x:RetrieveDocumentSetRequest>`,
    ),
  );
