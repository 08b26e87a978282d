// SPDX-License-Identifier: Apache-2.0

/** What a certificate is for; one key never serves both. */
export type Purpose = 'authentication' | 'signature';

/** How a country writes into a certificate who holds it. */
export interface CertificateProfile {
  readonly version: string;
  readonly validFrom: string;
  readonly source: string;
  /** Attributes of the subject (OIDs) of a structure's certificate. */
  readonly organization: {
    readonly id: string;
    readonly idPattern: RegExp;
    readonly name: string;
  };
  /** A professional's card: attributes of the subject, and extensions that hold a code. */
  readonly card: {
    readonly nationalId: string;
    readonly nationalIdPattern: RegExp;
    /** Of a member of staff, in the same attribute: the structure, and who within it. */
    readonly staffIdPattern: RegExp;
    /** A certificate with this attribute is a card's. */
    readonly familyName: string;
    readonly givenName: string;
    /** A card with this extension is a professional's; one without it is that of a member of staff. */
    readonly professionExtension: string;
    readonly specialtyExtension: string;
  };
}

/**
 * Certificates of the health sector's authority (IGC-Santé). The structure's shape is that of certificates in published
 * messages (`CN=service,OU=339172288100052,O=name,ST=Sarthe (72),C=FR`: OU is Struct_IdNat, domain §3.3); that of cards
 * is known from use and not published with examples: to be compared with a real card before it is relied on.
 */
export const frenchCertificates: CertificateProfile = {
  version: '2026-11',
  validFrom: '2023-01-01',
  source:
    'IGC-Santé, ORG AUTH_CLI and ORG SIGN, one per legal entity since 2023; CPS and CPE authentication and signature',
  organization: {
    id: '2.5.4.11',
    // Struct_IdNat: 0 ADELI, 1 FINESS, 2 SIREN, 3 SIRET, 4 RPPS and rank
    idPattern: /^(?:0\d{9}|1[0-9AB]{9}|2\d{9}|3\d{14}|4\d{11,14})$/,
    name: '2.5.4.10',
  },
  card: {
    nationalId: '2.5.4.3',
    // PS_IdNat: 0 ADELI, 8 RPPS
    nationalIdPattern: /^(?:0[0-9AB]{9}|8\d{11})$/,
    // PS_IdNat of who is no health professional: 1 and 6 practice, 3 FINESS, 4 SIREN, 5 SIRET
    staffIdPattern: /^[13456][0-9AB]{8,14}\/[A-Za-z0-9-]{1,30}$/,
    familyName: '2.5.4.4',
    givenName: '2.5.4.42',
    professionExtension: '1.2.250.1.71.1.2.7',
    specialtyExtension: '1.2.250.1.71.4.2.5',
  },
};
