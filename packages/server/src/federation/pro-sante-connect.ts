// SPDX-License-Identifier: Apache-2.0
import type { Organization } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import { addDelay, type Delay, type Instant } from '@dossier/core/time';
import type { Identity, Situation, VouchedMode } from '../authorization/signed-in.ts';
import { structureIds } from '../directory/index.ts';
import { type Claims, mapping, neededIn, objectsIn, reject, textIn } from './claims.ts';

/** What the law asks of professions, and how long an emergency lasts. */
export interface ProfessionRules {
  readonly professionsWithSpecialty: readonly string[];
  readonly emergency: Readonly<Record<'breakGlass' | 'emergencyDispatch', { readonly duration: Delay }>>;
}

/** Code systems as the provider writes them (domain §5.3): data of the profile, version of 26 October 2022. */
const systems = {
  professions: ['1.2.250.1.213.1.1.5.5', '1.2.250.1.71.1.2.7'],
  /** TRE_A00: who is no health professional. */
  others: ['1.2.250.1.213.1.1.4.6'],
  sector: '1.2.250.1.71.4.2.4',
} as const;

/** Of the roles of TRE_A00, those of people; the others are of machines and of patients. */
const staffRoles: readonly string[] = ['SECRETARIAT_MEDICAL'];

/** The type of competence that is a speciality. */
const SPECIALTY = 'S';
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9./-]{0,59}$/;
const CODE = /^[A-Z0-9]{1,16}$/;

/** `10^1.2.250.1.71.1.2.7` */
const coded = (value: unknown, claim: string): { readonly code: string; readonly system: string } => {
  const [, code, system] =
    (typeof value === 'string' ? /^([A-Z0-9_]{1,40})\^([0-2](?:\.\d+)+)$/.exec(value) : null) ?? [];
  return code === undefined || system === undefined
    ? reject(claim, 'it is not a code and its system')
    : { code, system };
};

const rolesIn = (claims: Claims) => {
  const { SubjectRole } = claims;
  if (!Array.isArray(SubjectRole) || SubjectRole.length === 0 || SubjectRole.length > 20)
    return reject('SubjectRole', 'it is not a list of codes');
  return SubjectRole.map((role: unknown) => coded(role, 'SubjectRole'));
};

const codeIn = (from: Claims, name: string, path: string): string | undefined => {
  const value = textIn(from, name, path);
  if (value !== '' && !CODE.test(value)) return reject(path, 'it is not a code');
  return value === '' ? undefined : value;
};

const organizationOf = (activity: Claims, path: string): Organization | undefined => {
  const number = (name: string): string => {
    const value = textIn(activity, name, `${path}.${name}`);
    return value === '' || IDENTIFIER.test(value) ? value : reject(`${path}.${name}`, 'it is not an identifier');
  };
  const [id] = structureIds({
    finess: number('numeroFinessSite'),
    siret: number('numeroSiretSite'),
    siren: number('numeroSirenSite'),
    formerId: number('ancienIdentifiantDeLaStructure'),
    technicalId: number('identifiantTechniqueDeLaStructure'),
  });
  if (id === undefined) return undefined;
  const sector = codeIn(activity, 'codeSecteurDactivite', `${path}.codeSecteurDactivite`);
  const name = textIn(activity, 'raisonSocialeSite') || textIn(activity, 'enseigneCommercialeSite') || id;
  return { id, name, ...(sector !== undefined && { sector }) };
};

const situationsIn = (claims: Claims, professions: readonly string[], rules: ProfessionRules): readonly Situation[] => {
  const { SubjectRefPro } = claims;
  if (typeof SubjectRefPro !== 'object' || SubjectRefPro === null || Array.isArray(SubjectRefPro))
    return reject('SubjectRefPro', 'it is missing or no object');
  const found = new Map<string, Situation>();
  for (const exercise of objectsIn(SubjectRefPro as Claims, 'exercices', 'SubjectRefPro.exercices')) {
    const path = 'SubjectRefPro.exercices';
    const profession = codeIn(exercise, 'codeProfession', `${path}.codeProfession`);
    if (profession === undefined) return reject(`${path}.codeProfession`, 'it is missing');
    if (!professions.includes(profession)) return reject(`${path}.codeProfession`, 'it contradicts SubjectRole');
    const skill = codeIn(exercise, 'codeSavoirFaire', `${path}.codeSavoirFaire`);
    const specialty = textIn(exercise, 'codeTypeSavoirFaire') === SPECIALTY ? skill : undefined;
    // one who must state a speciality cannot act without (domain §8, V2)
    if (specialty === undefined && rules.professionsWithSpecialty.includes(profession)) continue;
    const activities = objectsIn(exercise, 'activities', `${path}.activities`);
    for (const activity of activities.length === 0 ? [{}] : activities) {
      const organization = organizationOf(activity, `${path}.activities`);
      const situation = {
        profession,
        ...(specialty !== undefined && { specialty }),
        ...(organization && { organization }),
      };
      found.set([profession, specialty, organization?.id].join('/'), situation);
    }
  }
  if (found.size === 0) return reject('SubjectRefPro.exercices', 'there is none in which the professional may act');
  return [...found.values()];
};

/**
 * The modes of access for which the sign-in vouches: break-glass where it names the reason, emergency dispatch where the
 * professional regulates. They last as the law says, from the sign-in on.
 */
const modesIn = (claims: Claims, { emergency }: ProfessionRules, at: Instant): readonly VouchedMode[] => {
  const regulates = textIn(claims, 'Acces_Regulation_Medicale');
  if (!['', 'VRAI', 'FAUX'].includes(regulates))
    return reject('Acces_Regulation_Medicale', 'it is neither VRAI nor FAUX');
  const reason = textIn(claims, 'Mode_Acces_Raison');
  const { breakGlass, emergencyDispatch } = emergency;
  return [
    ...(reason === ''
      ? []
      : [{ mode: { kind: 'break-glass', reason }, until: addDelay(at, breakGlass.duration) } as const]),
    ...(regulates === 'VRAI'
      ? [{ mode: { kind: 'emergency-dispatch' }, until: addDelay(at, emergencyDispatch.duration) } as const]
      : []),
  ];
};

/** The organisation of one who is no health professional. */
const employer = (claims: Claims): Organization => {
  const technicalId = neededIn(claims, 'SubjectOrganizationID', IDENTIFIER);
  const [id = technicalId] = structureIds({ finess: '', siret: '', siren: '', formerId: '', technicalId });
  const sector = textIn(claims, 'Secteur_Activite');
  const code = sector === '' ? undefined : coded(sector, 'Secteur_Activite');
  if (code && code.system !== systems.sector) return reject('Secteur_Activite', 'its code system is another');
  return { id, name: textIn(claims, 'SubjectOrganization') || id, ...(code && { sector: code.code }) };
};

const checkAgreement = (claims: Claims, nationalId: string): void => {
  const ids = objectsIn(claims, 'otherIds').filter(({ origine }) => origine === 'RPPS');
  if (ids.length > 0 && !ids.some(({ identifiant }) => identifiant === nationalId))
    reject('SubjectNameID', 'it contradicts otherIds');
};

/**
 * Who signed in, from the UserInfo of Pro Santé Connect (domain §5.3): a health professional with every situation of
 * practice and the modes of access that it vouches for, or a member of staff of a structure.
 *
 * @param at of the sign-in
 * @returns `federated-claim-refused` with the name of the claim that is malformed or contradicts another
 */
export const identityFromProSanteConnect = (
  claims: Claims,
  rules: ProfessionRules,
  at: Instant,
): Result<Identity, Failure> =>
  mapping((): Result<Identity, Failure> => {
    const id = neededIn(claims, 'SubjectNameID', IDENTIFIER);
    const name = `${textIn(claims, 'given_name')} ${neededIn(claims, 'family_name', /\S/)}`.trim();
    checkAgreement(claims, id);
    const modes = modesIn(claims, rules, at);
    const roles = rolesIn(claims);
    const professions = roles.filter(({ system }) => systems.professions.some((known) => known === system));
    if (professions.length > 0) {
      const situations = situationsIn(
        claims,
        professions.map(({ code }) => code),
        rules,
      );
      return ok({ kind: 'professional', nationalId: id, name, situations, ...(modes.length > 0 && { modes }) });
    }
    const staff = roles.some(
      ({ code, system }) => systems.others.some((known) => known === system) && staffRoles.includes(code),
    );
    if (!staff) return reject('SubjectRole', 'it is of nobody who signs in here');
    return ok({ kind: 'staff', staffId: id, name, organization: employer(claims) });
  });
