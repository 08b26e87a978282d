// SPDX-License-Identifier: Apache-2.0
import type { Dtm } from '@dossier/core/time';

/** An `id` element (HL7 II). Absent parts were absent or blank. */
export interface CdaId {
  readonly root?: string;
  readonly extension?: string;
}

/** A coded element (HL7 CD/CE); `system` is an OID. A nullFlavor has no code. */
export interface CdaCode {
  readonly code?: string;
  readonly system?: string;
  readonly display?: string;
  readonly translations: readonly CdaCode[];
}

/** A point in time (HL7 TS). */
export interface CdaTime {
  readonly written: string;
  /** In UTC, in the precision written; undefined when `written` is not a time. */
  readonly dtm?: Dtm;
  /** It has a time of day and no zone, and was taken as legal time in France. */
  readonly zoneAssumed: boolean;
}

export interface CdaInterval {
  readonly low?: CdaTime;
  readonly high?: CdaTime;
}

export interface CdaAddress {
  readonly lines: readonly string[];
  readonly city?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

export interface CdaPersonName {
  readonly family?: string;
  readonly given: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
}

export interface CdaOrganization {
  readonly ids: readonly CdaId[];
  readonly name?: string;
}

/** Someone or something in a role: author, legal authenticator, performer. */
export interface CdaParty {
  readonly ids: readonly CdaId[];
  readonly code?: CdaCode;
  readonly functionCode?: CdaCode;
  readonly name?: CdaPersonName;
  readonly device?: { readonly model?: string; readonly software?: string };
  readonly organization?: CdaOrganization;
  readonly telecoms: readonly string[];
}

/** The patient as the document names them (recordTarget/patientRole). */
export interface CdaPatient {
  readonly ids: readonly CdaId[];
  readonly birthFamilyName?: string;
  /** All given names of the birth certificate that the document gives, the first one first. */
  readonly birthGivenNames: readonly string[];
  readonly usedFamilyName?: string;
  readonly usedGivenName?: string;
  /** administrativeGenderCode: `F`, `M`, `UN`. */
  readonly sex?: string;
  readonly birthTime?: CdaTime;
  /** INSEE (COG) code of the place of birth (birthplace/place/addr/county). */
  readonly birthPlaceCode?: string;
  readonly address?: CdaAddress;
}

export interface CdaServiceEvent {
  readonly ids: readonly CdaId[];
  readonly code?: CdaCode;
  readonly time?: CdaInterval;
  readonly practiceSettings: readonly CdaCode[];
}

/** A document that this one replaces (RPLC), completes (APND) or was transformed from (XFRM). */
export interface CdaRelatedDocument {
  readonly typeCode: string;
  readonly ids: readonly CdaId[];
}

export type CdaBody =
  | { readonly kind: 'structured' }
  | {
      readonly kind: 'unstructured';
      readonly mediaType?: string;
      /** Content stands outside the document. */
      readonly byReference: boolean;
      /** The first bytes of the content, decoded; empty when there is none. */
      readonly firstBytes: Uint8Array;
    };

/** The header of a CDA R2 document as it stands, before any judgement (CI-SIS Structuration minimale). */
export interface CdaHeader {
  /** Encoding in which the document came, lower case. */
  readonly encoding: string;
  /** The document is embedded in its own XSLT stylesheet (auto-présentable). */
  readonly autoPresentable: boolean;
  readonly templateIds: readonly CdaId[];
  readonly id?: CdaId;
  readonly code?: CdaCode;
  readonly title?: string;
  readonly effectiveTime?: CdaTime;
  readonly confidentiality?: CdaCode;
  readonly language?: string;
  readonly setId?: CdaId;
  readonly version?: string;
  readonly patients: readonly CdaPatient[];
  readonly authors: readonly CdaParty[];
  readonly legalAuthenticator?: CdaParty;
  readonly custodian?: CdaOrganization;
  /** The first is the principal act. */
  readonly serviceEvents: readonly CdaServiceEvent[];
  readonly encounter?: { readonly facility?: CdaCode };
  readonly orders: readonly { readonly ids: readonly CdaId[]; readonly accessionNumbers: readonly CdaId[] }[];
  readonly related: readonly CdaRelatedDocument[];
  readonly body?: CdaBody;
}
