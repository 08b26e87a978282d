// SPDX-License-Identifier: Apache-2.0

/** How a country's directory is written: systems of identifiers and codes, columns, prefixes. Data, not rules. */
export interface DirectoryProfile {
  readonly version: string;
  /** ISO date. */
  readonly validFrom: string;
  readonly source: string;
  readonly fhir: {
    /** Systems of the national identifier, which carries its prefix. */
    readonly professionalId: string;
    readonly organizationId: string;
    /** Systems of identifiers that lack the prefix which the national one has. */
    readonly professionalPrefixes: Readonly<Record<string, string>>;
    readonly organizationPrefixes: Readonly<Record<string, string>>;
    /** Ends of the code systems' addresses. */
    readonly profession: RegExp;
    readonly specialty: RegExp;
    readonly sector: RegExp;
  };
  readonly extract: {
    readonly separator: string;
    /** Columns of the open-data extract by what they hold. */
    readonly columns: Readonly<Record<ExtractColumn, string>>;
    /** The type of competence whose code is a speciality. */
    readonly specialtyType: string;
  };
  readonly structures: {
    /** Prefix of each number of a structure; the first that is there makes its key. */
    readonly structurePrefixes: readonly (readonly [name: 'finess' | 'siret' | 'formerId', prefix: string])[];
    /** By the first letter of a technical identifier; `bare`: what follows the letter is a number with that prefix. */
    readonly technicalPrefixes: Readonly<Record<string, { readonly prefix: string; readonly bare: boolean }>>;
  };
}

export type ExtractColumn =
  | 'nationalId'
  | 'family'
  | 'given'
  | 'profession'
  | 'skillType'
  | 'skill'
  | 'finess'
  | 'siret'
  | 'siren'
  | 'technicalId'
  | 'formerId'
  | 'structureName'
  | 'sector';

/** The French national directory (Annuaire Santé). */
export const frenchDirectory: DirectoryProfile = {
  version: '2026-06-30',
  validFrom: '2021-01-01',
  source: 'ansforge/IG-fhir-annuaire (FHIR); open-data extract PS_LibreAcces_Personne_activite',
  fhir: {
    professionalId: 'urn:oid:1.2.250.1.71.4.2.1',
    organizationId: 'urn:oid:1.2.250.1.71.4.2.2',
    professionalPrefixes: { 'https://rpps.esante.gouv.fr': '8', 'http://rpps.fr': '8' },
    organizationPrefixes: {
      'https://finess.esante.gouv.fr': '1',
      'https://sirene.fr': '3',
      'https://sirene.insee.fr/siret': '3',
      'https://sirene.insee.fr/siren': '2',
    },
    profession: /TRE-G15-ProfessionSante$/,
    specialty: /TRE-R38-SpecialiteOrdinale$/,
    sector: /TRE-R02-SecteurActivite$/,
  },
  extract: {
    separator: '|',
    columns: {
      nationalId: 'Identification nationale PP',
      family: "Nom d'exercice",
      given: "Prénom d'exercice",
      profession: 'Code profession',
      skillType: 'Code type savoir-faire',
      skill: 'Code savoir-faire',
      finess: 'Numéro FINESS site',
      siret: 'Numéro SIRET site',
      siren: 'Numéro SIREN site',
      technicalId: 'Identifiant technique de la structure',
      formerId: 'Ancien identifiant de la structure',
      structureName: 'Raison sociale site',
      sector: "Code secteur d'activité",
    },
    specialtyType: 'S',
  },
  structures: {
    structurePrefixes: [
      ['finess', '1'],
      ['siret', '3'],
      ['formerId', ''],
    ],
    technicalPrefixes: {
      F: { prefix: '1', bare: true },
      C: { prefix: '3', bare: true },
      R: { prefix: '4', bare: false },
    },
  },
};
