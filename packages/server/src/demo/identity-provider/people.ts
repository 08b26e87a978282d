// SPDX-License-Identifier: Apache-2.0
import { stableUuid } from '../identifiers.ts';
import type { Structure } from '../organizations.ts';
import { type Persona, type PersonaKey, personas } from '../personas.ts';

/** Somebody whom a visitor of the demo may be, with what the provider states of them. */
export interface Pickable {
  readonly key: string;
  readonly name: string;
  readonly who: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

const activityAt = ({ id, name, sector, address }: Structure) => ({
  codeModeExercice: 'L',
  codeSecteurDactivite: sector,
  numeroSiretSite: '',
  numeroSirenSite: '',
  numeroFinessSite: id.slice(1),
  identifiantTechniqueDeLaStructure: `F${id.slice(1)}`,
  raisonSocialeSite: name,
  ancienIdentifiantDeLaStructure: id,
  codePostal: address.postalCode,
});

const namesOf = ({ actor }: Persona): { readonly given_name: string; readonly family_name: string } => {
  const [given = '', ...family] = actor.name.replace(/^Dr /, '').split(' ');
  return { given_name: given, family_name: family.join(' ') };
};

const proSanteClaims = (persona: Persona): Readonly<Record<string, unknown>> | undefined => {
  const { actor, organizations } = persona;
  const base = { ...namesOf(persona), email_verified: false, UITVersion: '1.0', Mode_Acces_Raison: '' };
  if (actor.kind === 'staff') {
    return {
      ...base,
      sub: `f:demo:${actor.staffId}`,
      SubjectNameID: actor.staffId,
      SubjectRole: ['SECRETARIAT_MEDICAL^1.2.250.1.213.1.1.4.6'],
      SubjectOrganization: actor.organization.name,
      SubjectOrganizationID: `F${actor.organization.id.slice(1)}`,
      Secteur_Activite: `${actor.organization.sector}^1.2.250.1.71.4.2.4`,
    };
  }
  if (actor.kind !== 'professional') return undefined;
  return {
    ...base,
    sub: `f:demo:${actor.nationalId}`,
    preferred_username: actor.nationalId,
    SubjectNameID: actor.nationalId,
    SubjectRole: [`${actor.profession}^1.2.250.1.71.1.2.7`],
    otherIds: [{ identifiant: actor.nationalId, origine: 'RPPS', qualite: 1 }],
    Acces_Regulation_Medicale: persona.key === 'samu' ? 'VRAI' : 'FAUX',
    SubjectRefPro: {
      codeCivilite: 'M',
      exercices: [
        {
          codeProfession: actor.profession,
          codeCategorieProfessionnelle: 'C',
          nomDexercice: namesOf(persona).family_name,
          prenomDexercice: namesOf(persona).given_name,
          codeTypeSavoirFaire: actor.specialty === undefined ? '' : 'S',
          codeSavoirFaire: actor.specialty ?? '',
          activities: organizations.map(activityAt),
        },
      ],
    },
  };
};

/** The same professional, who states at the sign-in why the glass has to be broken. */
const inEmergency = ({ key, name, who, claims }: Pickable): Pickable => ({
  key: `${key}-emergency`,
  name: `${name} (urgence)`,
  who: `${who}, breaking the glass`,
  claims: { ...claims, Mode_Acces_Raison: 'Patient inconscient, antécédents nécessaires' },
});

/** Professionals and staff, as Pro Santé Connect states them. */
export const proSantePeople: readonly Pickable[] = Object.values(personas).flatMap((persona) => {
  const claims = proSanteClaims(persona);
  if (claims === undefined) return [];
  const { key, who, actor } = persona;
  const one = { key, name: actor.name, who, claims };
  return key === 'stranger' ? [one, inEmergency(one)] : [one];
});

const adults: readonly PersonaKey[] = ['dominique', 'adele', 'closed'];

/** Adult patients, and one who has no record, as FranceConnect states them: five traits and the name in use. */
export const franceConnectPeople: readonly Pickable[] = [
  ...adults.flatMap((key): readonly Pickable[] => {
    const { actor, who, patient } = personas[key];
    if (!patient) return [];
    const { birthGivenNames, birthFamilyName, birthDate, birthPlaceCode, sex, usedFamilyName } = patient.traits;
    const claims = {
      sub: stableUuid(`france-connect:${key}`),
      given_name: birthGivenNames.join(' '),
      family_name: birthFamilyName,
      birthdate: birthDate,
      gender: sex,
      birthplace: birthPlaceCode ?? '',
      birthcountry: '99100',
      ...(usedFamilyName !== undefined && { preferred_username: usedFamilyName }),
    };
    return [{ key, name: actor.name, who, claims }];
  }),
  {
    key: 'nobody',
    name: 'Camille SANSDOSSIER',
    who: 'has no record here',
    claims: {
      sub: stableUuid('france-connect:nobody'),
      given_name: 'CAMILLE',
      family_name: 'SANSDOSSIER',
      birthdate: '1990-01-02',
      gender: 'female',
      birthplace: '75114',
      birthcountry: '99100',
    },
  },
];
