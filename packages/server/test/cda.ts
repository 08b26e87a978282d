// SPDX-License-Identifier: Apache-2.0
import { insValue, nirKey } from '@dossier/core/identity';

/** The parts of a small CDA document, each its XML; change one to make a variant. */
export interface CdaParts {
  readonly prolog: string;
  readonly templates: string;
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly effectiveTime: string;
  readonly confidentiality: string;
  readonly language: string;
  readonly setId: string;
  readonly version: string;
  readonly patientIds: string;
  readonly patient: string;
  /** Whole recordTarget; made of `patientIds` and `patient` unless given. */
  readonly recordTarget: string;
  readonly author: string;
  readonly custodian: string;
  readonly legalAuthenticator: string;
  readonly order: string;
  readonly documentationOf: string;
  readonly related: string;
  readonly componentOf: string;
  readonly body: string;
}

/** A fictional INS (test system) of a woman born in July 1985, with the right key. */
export const fictionalIns = (order = '041'): string => {
  const first13 = `2850775056${order}`;
  return insValue(first13, nirKey(first13));
};

export const ins = (value = fictionalIns(), root = '1.2.250.1.213.1.4.10'): string =>
  `<id root="${root}" extension="${value}"/>`;

export const professional = `
  <assignedAuthor>
    <id root="1.2.250.1.71.4.2.1" extension="899700000101"/>
    <code code="G15_10/SM26" codeSystem="1.2.250.1.213.1.1.4.5" displayName="Médecin généraliste"/>
    <telecom value="tel:0100000000"/>
    <assignedPerson><name><prefix>DR</prefix><given>Solène</given><family>VASSEUR</family></name></assignedPerson>
    <representedOrganization>
      <id root="1.2.250.1.71.4.2.2" extension="1990000101"/><name>Maison de santé des Ormes</name>
    </representedOrganization>
  </assignedAuthor>`;

export const serviceEvent = (changes: { time?: string; setting?: string; code?: string } = {}): string => `
  <documentationOf><serviceEvent>
    ${changes.code ?? '<code code="34117-2" codeSystem="2.16.840.1.113883.6.1" displayName="Historique"/>'}
    ${changes.time ?? '<effectiveTime><low value="20260310093000+0100"/><high value="20260310100000+0100"/></effectiveTime>'}
    <performer typeCode="PRF"><assignedEntity>
      <id root="1.2.250.1.71.4.2.1" extension="899700000101"/>
      <representedOrganization>${
        changes.setting ?? '<standardIndustryClassCode code="AMBULATOIRE" codeSystem="1.2.250.1.213.1.1.4.9"/>'
      }</representedOrganization>
    </assignedEntity></performer>
  </serviceEvent></documentationOf>`;

export const facility = (code: string): string => `
  <componentOf><encompassingEncounter>
    <effectiveTime><low value="20260310093000+0100"/></effectiveTime>
    <location><healthCareFacility>${code}</healthCareFacility></location>
  </encompassingEncounter></componentOf>`;

export const nonXmlBody = (text: string): string => `<component><nonXMLBody>${text}</nonXMLBody></component>`;

export const replaces = (id: string, typeCode = 'RPLC'): string =>
  `<relatedDocument typeCode="${typeCode}"><parentDocument>${id}</parentDocument></relatedDocument>`;

const patient = `
  <patient>
    <name>
      <family qualifier="BR">ORMEAU</family><given qualifier="BR">CLARA</given><given>CLARA LOUISE</given>
      <family qualifier="SP">DELMAS</family><given qualifier="CL">CLARA</given>
    </name>
    <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
    <birthTime value="19850714"/>
    <birthplace><place><addr><county>75056</county><city>PARIS</city></addr></place></birthplace>
  </patient>`;

const standard: CdaParts = {
  prolog: '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="sheet.xsl"?>\n',
  templates: `
    <templateId root="2.16.840.1.113883.2.8.2.1"/><templateId root="1.2.250.1.213.1.1.1.1"/>
    <templateId root="1.2.250.1.213.1.1.1.29" extension="2022.01"/>`,
  id: '<id root="1.2.250.1.999.1.1"/>',
  code: '<code code="11490-0" codeSystem="2.16.840.1.113883.6.1" displayName="Lettre de liaison"/>',
  title: '<title>Lettre de liaison de Clara</title>',
  effectiveTime: '<effectiveTime value="20260310113000+0100"/>',
  confidentiality: '<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>',
  language: '<languageCode code="fr-FR"/>',
  setId: '<setId root="1.2.250.1.999.1"/>',
  version: '<versionNumber value="1"/>',
  patientIds: `${ins()}<id root="1.2.250.1.999.7" extension="IPP-42"/>`,
  patient,
  recordTarget: '',
  author: `<author><functionCode code="PCP" displayName="Médecin traitant" codeSystem="2.16.840.1.113883.5.88"/><time value="20260310113000+0100"/>${professional}</author>`,
  custodian: `<custodian><assignedCustodian><representedCustodianOrganization>
    <id root="1.2.250.1.71.4.2.2" extension="1990000101"/><name>Maison de santé des Ormes</name>
    </representedCustodianOrganization></assignedCustodian></custodian>`,
  legalAuthenticator: `<legalAuthenticator><time value="20260310113000+0100"/><signatureCode code="S"/>${professional.replaceAll(
    'assignedAuthor',
    'assignedEntity',
  )}</legalAuthenticator>`,
  order: '',
  documentationOf: serviceEvent(),
  related: '',
  componentOf: facility('<code code="SA07" codeSystem="1.2.250.1.71.4.2.4"/>'),
  body: '<component><structuredBody><component><section><text>Bonjour</text></section></component></structuredBody></component>',
};

/** The ClinicalDocument element without prolog. */
const element = (
  parts: CdaParts,
): string => `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:ps3-20="urn:hl7-org:ps3-20">
  <realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  ${parts.templates}${parts.id}${parts.code}${parts.title}${parts.effectiveTime}${parts.confidentiality}${parts.language}
  ${parts.setId}${parts.version}
  ${parts.recordTarget || `<recordTarget><patientRole>${parts.patientIds}<addr><houseNumber>3</houseNumber><streetName>rue des Ormes</streetName><postalCode>99100</postalCode><city>Valmont</city></addr><telecom value="tel:0600000000"/>${parts.patient}</patientRole></recordTarget>`}
  ${parts.author}${parts.custodian}${parts.legalAuthenticator}${parts.order}${parts.documentationOf}${parts.related}
  ${parts.componentOf}${parts.body}
</ClinicalDocument>`;

/** A small, complete, fictional CI-SIS document, with the parts given in place of the standard ones. */
export const cdaText = (changes: Partial<CdaParts> = {}): string => {
  const parts = { ...standard, ...changes };
  return parts.prolog + element(parts);
};

export const cda = (changes: Partial<CdaParts> = {}): Buffer => Buffer.from(cdaText(changes), 'utf8');

/** The document inside its own stylesheet (auto-présentable). */
export const autoPresentable = (changes: Partial<CdaParts> = {}): Buffer => {
  const parts = { ...standard, ...changes };
  return Buffer.from(
    `${parts.prolog}<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:template match="/"><html/></xsl:template>${element(parts)}</xsl:stylesheet>`,
    'utf8',
  );
};
