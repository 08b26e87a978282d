// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';

/**
 * What can be wrong with the header of a CDA document. It refuses only what would make the document unfindable or
 * unsafe (wrong patient, nobody responsible, content that cannot be shown, a code nobody can search); everything else
 * is shared with a warning. Sentences are for the publisher of the software that wrote the document.
 */
interface Finding {
  readonly severity: 'refuse' | 'warn';
  /** `{name}` is filled from the parameters. */
  readonly sentence: string;
  /** XPath of the element, prefixes left out. */
  readonly location: string;
}

const define = <const T extends Record<string, Finding>>(findings: T): T => findings;

export const findings = define({
  'not-cda': {
    severity: 'refuse',
    sentence: 'This is XML but no clinical document: its root is {root}, not ClinicalDocument of urn:hl7-org:v3.',
    location: '/',
  },

  // identification of the document
  'id-missing': {
    severity: 'refuse',
    sentence: 'The document has no id; it needs one whose root is an OID of its own.',
    location: '/ClinicalDocument/id',
  },
  'id-with-extension': {
    severity: 'refuse',
    sentence:
      'The id of the document has the extension {extension}; the identifier must stand in the root alone (DMP, uniqueId is id@root).',
    location: '/ClinicalDocument/id/@extension',
  },
  'id-malformed': {
    severity: 'refuse',
    sentence: 'The id of the document, {root}, is neither an OID nor a UUID.',
    location: '/ClinicalDocument/id/@root',
  },
  'set-id-missing': {
    severity: 'warn',
    sentence: 'The document has no setId; its versions can be told only by relatedDocument.',
    location: '/ClinicalDocument/setId',
  },
  'version-missing': {
    severity: 'warn',
    sentence: 'The document has no versionNumber.',
    location: '/ClinicalDocument/versionNumber',
  },
  'version-replaces-nothing': {
    severity: 'warn',
    sentence:
      'The document says that it is version {version} and names no document that it replaces (relatedDocument RPLC); an earlier version stays current beside it.',
    location: '/ClinicalDocument/relatedDocument',
  },
  'template-missing': {
    severity: 'warn',
    sentence: 'The document does not claim the header rules of the CI-SIS (templateId 1.2.250.1.213.1.1.1.1).',
    location: '/ClinicalDocument/templateId',
  },
  'encoding-not-utf8': {
    severity: 'warn',
    sentence: 'The document is written in {encoding}; the CI-SIS asks for UTF-8.',
    location: '/',
  },

  // what it is
  'type-missing': {
    severity: 'refuse',
    sentence: 'The document has no type: its code is missing or null.',
    location: '/ClinicalDocument/code',
  },
  'type-unknown': {
    severity: 'refuse',
    sentence:
      'The type of the document, {code} of {system}, is not in {valueSet}; nobody would be entitled to find it.',
    location: '/ClinicalDocument/code',
  },
  'type-without-class': {
    severity: 'refuse',
    sentence: 'The type of the document, {code}, has no class in {map}.',
    location: '/ClinicalDocument/code',
  },
  'title-missing': {
    severity: 'warn',
    sentence: 'The document has no title; it is listed under the name of its type.',
    location: '/ClinicalDocument/title',
  },
  'title-too-long': {
    severity: 'warn',
    sentence: 'The title of the document has {length} characters; it is listed with the first {limit}.',
    location: '/ClinicalDocument/title',
  },
  'language-missing': {
    severity: 'warn',
    sentence: 'The document has no languageCode that is a language tag; it is listed as fr-FR.',
    location: '/ClinicalDocument/languageCode',
  },
  'confidentiality-missing': {
    severity: 'warn',
    sentence: 'The document has no confidentialityCode; it is shared as normal (N).',
    location: '/ClinicalDocument/confidentialityCode',
  },
  'confidentiality-unknown': {
    severity: 'refuse',
    sentence:
      'The confidentialityCode of the document, {code} of {system}, is not in {valueSet}; what it hides is not known.',
    location: '/ClinicalDocument/confidentialityCode',
  },
  'code-system-corrected': {
    severity: 'warn',
    sentence: 'The {element} {code} is given under {given}; it is the code of {expected} and taken as such.',
    location: '/ClinicalDocument',
  },
  'model-unknown': {
    severity: 'warn',
    sentence:
      'None of the templateIds of the document ({templates}) is a known content model; its format is given as outside any profile.',
    location: '/ClinicalDocument/templateId',
  },

  // when
  'time-missing': {
    severity: 'refuse',
    sentence: 'The document has no effectiveTime: it cannot be put in order of time.',
    location: '/ClinicalDocument/effectiveTime',
  },
  'time-malformed': {
    severity: 'refuse',
    sentence: 'The {element} of the document, {written}, is not an HL7 time (YYYYMMDDhhmmss+zone).',
    location: '/ClinicalDocument',
  },
  'time-without-zone': {
    severity: 'warn',
    sentence: 'The {element} of the document, {written}, has no time zone; it is taken as legal time in France.',
    location: '/ClinicalDocument',
  },
  'service-start-missing': {
    severity: 'refuse',
    sentence:
      'The act that the document is about has no beginning (documentationOf/serviceEvent/effectiveTime/low); documents are searched by it.',
    location: '/ClinicalDocument/documentationOf[1]/serviceEvent/effectiveTime/low',
  },
  'service-times-reversed': {
    severity: 'refuse',
    sentence: 'The act that the document is about ends ({high}) before it begins ({low}).',
    location: '/ClinicalDocument/documentationOf[1]/serviceEvent/effectiveTime',
  },

  // the patient
  'patient-missing': {
    severity: 'refuse',
    sentence: 'The document names no patient (recordTarget).',
    location: '/ClinicalDocument/recordTarget',
  },
  'several-patients': {
    severity: 'refuse',
    sentence: 'The document names {count} patients (recordTarget); a shared document concerns one.',
    location: '/ClinicalDocument/recordTarget',
  },
  'ins-missing': {
    severity: 'refuse',
    sentence:
      'The patient has no INS: none of the identifier systems given ({systems}) is one that is accepted here. Qualify the identity before sharing.',
    location: '/ClinicalDocument/recordTarget/patientRole/id',
  },
  'several-ins': {
    severity: 'refuse',
    sentence: 'The patient has {count} different INS; whose record the document belongs to is not certain.',
    location: '/ClinicalDocument/recordTarget/patientRole/id',
  },
  'traits-incomplete': {
    severity: 'warn',
    sentence:
      'The identity of the patient lacks the {missing}; the document can join an open record but cannot open one.',
    location: '/ClinicalDocument/recordTarget/patientRole/patient',
  },

  // who answers for it
  'author-missing': {
    severity: 'refuse',
    sentence: 'The document has no author.',
    location: '/ClinicalDocument/author',
  },
  'author-unnamed': {
    severity: 'refuse',
    sentence:
      'Author {number} of the document has neither a name nor an identifier: nobody could see whose document it is.',
    location: '/ClinicalDocument/author/assignedAuthor',
  },
  'author-without-identifier': {
    severity: 'warn',
    sentence:
      'Author {number} of the document has no national identifier (1.2.250.1.71.4.2.1); no professional will find it among their own.',
    location: '/ClinicalDocument/author/assignedAuthor/id',
  },
  'author-without-organization': {
    severity: 'warn',
    sentence: 'Author {number} of the document has no organisation with a national identifier (1.2.250.1.71.4.2.2).',
    location: '/ClinicalDocument/author/assignedAuthor/representedOrganization/id',
  },
  'author-specialty-unknown': {
    severity: 'warn',
    sentence: 'The profession of author {number} of the document, {code} of {system}, is not in {valueSet}.',
    location: '/ClinicalDocument/author/assignedAuthor/code',
  },
  'legal-authenticator-missing': {
    severity: 'refuse',
    sentence: 'The document has no legalAuthenticator: nobody answers for its content.',
    location: '/ClinicalDocument/legalAuthenticator',
  },
  'legal-authenticator-unnamed': {
    severity: 'refuse',
    sentence:
      'The legalAuthenticator of the document has neither a name nor an identifier: nobody answers for its content.',
    location: '/ClinicalDocument/legalAuthenticator/assignedEntity',
  },
  'custodian-missing': {
    severity: 'warn',
    sentence: 'The document has no custodian: who keeps the original is not known.',
    location: '/ClinicalDocument/custodian',
  },

  // where
  'practice-setting-missing': {
    severity: 'refuse',
    sentence:
      'The document does not say in which setting the act was done (standardIndustryClassCode of the performer’s organisation); the DMP lists documents by it.',
    location:
      '/ClinicalDocument/documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode',
  },
  'practice-setting-unknown': {
    severity: 'refuse',
    sentence: 'The setting of the act (standardIndustryClassCode), {code} of {system}, is not in {valueSet}.',
    location:
      '/ClinicalDocument/documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode',
  },
  'facility-missing': {
    severity: 'refuse',
    sentence: 'The document does not say in what kind of facility the patient was seen (healthCareFacility/code).',
    location: '/ClinicalDocument/componentOf/encompassingEncounter/location/healthCareFacility/code',
  },
  'facility-unknown': {
    severity: 'refuse',
    sentence: 'The kind of facility (healthCareFacility/code), {code} of {system}, is not in {valueSet}.',
    location: '/ClinicalDocument/componentOf/encompassingEncounter/location/healthCareFacility/code',
  },

  // the body
  'body-missing': {
    severity: 'refuse',
    sentence: 'The document has no body: neither a structuredBody nor a nonXMLBody with a text.',
    location: '/ClinicalDocument/component',
  },
  'body-empty': {
    severity: 'refuse',
    sentence: 'The body of the document (nonXMLBody/text) is empty.',
    location: '/ClinicalDocument/component/nonXMLBody/text',
  },
  'body-by-reference': {
    severity: 'refuse',
    sentence: 'The body of the document stands outside it (nonXMLBody/text/reference); it must be inside, in base64.',
    location: '/ClinicalDocument/component/nonXMLBody/text/reference',
  },
  'media-type-refused': {
    severity: 'refuse',
    sentence: 'The body of the document has the media type {mediaType}; a document of level 1 holds {accepted}.',
    location: '/ClinicalDocument/component/nonXMLBody/text/@mediaType',
  },
  'media-type-doubtful': {
    severity: 'warn',
    sentence:
      'The body of the document says that it is {mediaType} and does not begin like it; a viewer may not open it.',
    location: '/ClinicalDocument/component/nonXMLBody/text',
  },

  // what it does to other documents
  'related-without-id': {
    severity: 'refuse',
    sentence: 'The document {does} another one (relatedDocument) without a usable identifier of it.',
    location: '/ClinicalDocument/relatedDocument/parentDocument/id',
  },
  'related-to-itself': {
    severity: 'refuse',
    sentence: 'The document {does} itself (relatedDocument): a new version needs an id of its own.',
    location: '/ClinicalDocument/relatedDocument/parentDocument/id',
  },
  'related-kind-unknown': {
    severity: 'refuse',
    sentence: 'The document names another one in the unknown role {typeCode} (relatedDocument/@typeCode).',
    location: '/ClinicalDocument/relatedDocument/@typeCode',
  },
});

export type FindingCode = keyof typeof findings;

export const isRefusal = (code: FindingCode): boolean => findings[code].severity === 'refuse';

/**
 * A finding as a Failure: `finding` is its code, `sentence` what to tell the publisher, `location` the XPath.
 * @param location a closer XPath than that of the table
 */
export const finding = (
  code: FindingCode,
  parameters: Readonly<Record<string, string | number>> = {},
  location: string = findings[code].location,
): Failure => {
  const sentence = findings[code].sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ''));
  return failure('cda-finding', { finding: code, sentence }, { location });
};
