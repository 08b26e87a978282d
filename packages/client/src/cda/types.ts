// SPDX-License-Identifier: Apache-2.0

/** A code of a code system, by the OID of the system. */
export interface CdaCode {
  readonly code: string;
  readonly system: string;
  readonly display: string;
}

export interface CdaOrganization {
  /** National identifier of structures (1.2.250.1.71.4.2.2). */
  readonly id: string;
  readonly name: string;
  /** Practice setting of the act (JDV_J04), for example `AMBULATOIRE` under 1.2.250.1.213.1.1.4.9. */
  readonly setting: CdaCode;
  /** Kind of place of care (JDV_J02 of the CI-SIS), for example `SA07` under 1.2.250.1.71.4.2.4. */
  readonly facility: CdaCode;
}

export interface CdaProfessional {
  /** National identifier of professionals (1.2.250.1.71.4.2.1). */
  readonly id: string;
  readonly family: string;
  readonly given: string;
  /** Profession and speciality (JDV_J01), for example `G15_10/SM26` under 1.2.250.1.213.1.1.4.5. */
  readonly specialty: CdaCode;
  readonly organization: CdaOrganization;
}

/** The patient by their qualified identity (RNIV): the strict traits, and the INS with its OID. */
export interface CdaPatientIdentity {
  readonly ins: { readonly oid: string; readonly value: string };
  readonly birthFamilyName: string;
  /** All of the birth certificate, the first one first. */
  readonly birthGivenNames: readonly [string, ...string[]];
  readonly usedFamilyName?: string;
  readonly usedGivenName?: string;
  readonly sex: 'female' | 'male';
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  /** Code of the place of birth (COG of the INSEE). */
  readonly birthPlaceCode: string;
}

/** What becomes a CDA document of level 1: a content with the header that the CI-SIS asks for. */
export interface CdaToBuild {
  /** OID of this document, and of no other. */
  readonly id: string;
  /** OID that all its versions share; default: that of the document. */
  readonly setId?: string;
  /** From 1 (the default) up. */
  readonly version?: number;
  /** OID of the version that this one replaces. */
  readonly replaces?: string;
  /** Type of document (JDV_J07, mostly LOINC). */
  readonly type: CdaCode;
  readonly title: string;
  /** When it was written. */
  readonly writtenAt: Date;
  /** The act that it is about; default: when it was written, at one moment. */
  readonly act?: { readonly start: Date; readonly end?: Date; readonly code?: CdaCode };
  readonly patient: CdaPatientIdentity;
  readonly author: CdaProfessional;
  /** Who answers for it; default: the author. */
  readonly legalAuthenticator?: CdaProfessional;
  /** Who keeps it; default: the author's organization. */
  readonly custodian?: Pick<CdaOrganization, 'id' | 'name'>;
  readonly content: {
    readonly mediaType: 'application/pdf' | 'text/plain' | 'text/rtf' | 'image/jpeg' | 'image/tiff';
    readonly bytes: Uint8Array;
  };
}
