// SPDX-License-Identifier: Apache-2.0

/** FHIR R4 data types (http://hl7.org/fhir/R4/datatypes.html), with those elements that this face writes or reads. */
export interface Coding {
  system?: string | undefined;
  code?: string | undefined;
  display?: string | undefined;
}

export interface CodeableConcept {
  coding?: Coding[] | undefined;
  text?: string | undefined;
}

export interface Period {
  start?: string | undefined;
  end?: string | undefined;
}

export interface Identifier {
  use?: 'usual' | 'official' | 'temp' | 'secondary' | 'old' | undefined;
  type?: CodeableConcept | undefined;
  system?: string | undefined;
  value?: string | undefined;
  period?: Period | undefined;
}

export interface Reference {
  extension?: Extension[] | undefined;
  reference?: string | undefined;
  type?: string | undefined;
  identifier?: Identifier | undefined;
  display?: string | undefined;
}

export interface Extension {
  url: string;
  extension?: Extension[] | undefined;
  valueBoolean?: boolean | undefined;
  valueCode?: string | undefined;
  valueCodeableConcept?: CodeableConcept | undefined;
  valueDate?: string | undefined;
  valueIdentifier?: Identifier | undefined;
  valueReference?: Reference | undefined;
  valueString?: string | undefined;
  valueUri?: string | undefined;
}

export interface HumanName {
  use?: 'usual' | 'official' | undefined;
  family?: string | undefined;
  given?: string[] | undefined;
  prefix?: string[] | undefined;
  suffix?: string[] | undefined;
}

export interface ContactPoint {
  system?: 'phone' | 'fax' | 'email' | 'pager' | 'url' | 'sms' | 'other' | undefined;
  value?: string | undefined;
}

export interface Address {
  line?: string[] | undefined;
  city?: string | undefined;
  postalCode?: string | undefined;
  country?: string | undefined;
}

export interface Meta {
  versionId?: string | undefined;
  lastUpdated?: string | undefined;
  profile?: string[] | undefined;
}

export interface Annotation {
  text: string;
}

export interface Attachment {
  contentType?: string | undefined;
  language?: string | undefined;
  url?: string | undefined;
  size?: number | undefined;
  hash?: string | undefined;
  title?: string | undefined;
  creation?: string | undefined;
}
