// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Claims } from './claims.ts';
import { isSamePerson, pivotFromFranceConnect } from './france-connect.ts';
import { identityFromProSanteConnect } from './pro-sante-connect.ts';

const rules = {
  professionsWithSpecialty: ['10'],
  emergency: { breakGlass: { duration: { minutes: 120 } }, emergencyDispatch: { duration: { minutes: 60 } } },
};
const at = '2026-11-23T12:00:00.000Z';
const map = (claims: Claims) => {
  const identity = identityFromProSanteConnect(claims, rules, at);
  return identity.ok ? identity.value : `${identity.error.parameters.claim}: ${identity.error.parameters.why}`;
};

const activity = (more: object = {}) => ({
  numeroFinessSite: '990000001',
  raisonSocialeSite: 'CABINET',
  codeSecteurDactivite: 'SA07',
  ...more,
});
const exercise = (more: object = {}) => ({
  codeProfession: '10',
  codeTypeSavoirFaire: 'S',
  codeSavoirFaire: 'SM26',
  activities: [activity()],
  ...more,
});
const doctor = (more: object = {}, exercises: unknown = [exercise()]): Claims => ({
  sub: 'f:1:899700218896',
  SubjectNameID: '899700218896',
  given_name: 'Camille',
  family_name: 'AUBERT',
  SubjectRole: ['10^1.2.250.1.213.1.1.5.5'],
  otherIds: [{ identifiant: '899700218896', origine: 'RPPS', qualite: 1 }],
  Acces_Regulation_Medicale: 'FAUX',
  Mode_Acces_Raison: '',
  SubjectRefPro: { codeCivilite: 'M', exercices: exercises },
  ...more,
});

describe('claims of Pro Santé Connect', () => {
  const corpus = join(
    import.meta.dirname,
    '../../../../../shared/corpus/prosanteconnect-vihf/extracted/psc-userinfo-userInfosMock.json',
  );
  test('a reason, and the right to regulate, vouch for a mode of access as long as the law gives it', () => {
    const modesOf = (more: object) => {
      const who = map(doctor(more));
      return typeof who === 'object' && 'modes' in who ? who.modes : who;
    };
    const reason = 'Patient inconscient';
    const glass = { mode: { kind: 'break-glass', reason }, until: '2026-11-23T14:00:00.000Z' };
    const dispatch = { mode: { kind: 'emergency-dispatch' }, until: '2026-11-23T13:00:00.000Z' };
    expect(modesOf({ Mode_Acces_Raison: ` ${reason} ` })).toEqual([glass]);
    expect(modesOf({ Acces_Regulation_Medicale: 'VRAI' })).toEqual([dispatch]);
    expect(modesOf({ Mode_Acces_Raison: reason, Acces_Regulation_Medicale: 'VRAI' })).toEqual([glass, dispatch]);
    for (const none of [{}, { Mode_Acces_Raison: '   ' }, { Mode_Acces_Raison: null, Acces_Regulation_Medicale: '' }])
      expect(map(doctor(none))).not.toHaveProperty('modes');
  });

  test.skipIf(!existsSync(corpus))('the published sample is a physician with two situations, each once', () => {
    expect(map(JSON.parse(readFileSync(corpus, 'utf8')) as Claims)).toEqual({
      kind: 'professional',
      nationalId: '899700366240',
      name: 'KIT DOC0036624',
      situations: [
        {
          profession: '10',
          specialty: 'SM26',
          organization: { id: '499700366240007', name: 'CABINET M DOC0036624', sector: 'SA07' },
        },
        {
          profession: '10',
          specialty: 'SM26',
          organization: { id: '10B0172805', name: 'HOPITAL GENERIQUE  FIN VARI', sector: 'SA01' },
        },
      ],
    });
  });

  test.each([
    [{ numeroFinessSite: '990000001', numeroSiretSite: '11122233300011' }, '1990000001'],
    [{ numeroFinessSite: '', numeroSiretSite: '11122233300011', numeroSirenSite: '111222333' }, '311122233300011'],
    [
      {
        numeroFinessSite: '',
        ancienIdentifiantDeLaStructure: '499700218896001',
        identifiantTechniqueDeLaStructure: 'R95',
      },
      '499700218896001',
    ],
    [{ numeroFinessSite: '', identifiantTechniqueDeLaStructure: 'R95141' }, '4R95141'],
    [{ numeroFinessSite: '', identifiantTechniqueDeLaStructure: 'C11122233300011' }, '311122233300011'],
    [{ numeroFinessSite: '', numeroSirenSite: '111222333' }, '2111222333'],
    [{ numeroFinessSite: '' }, undefined],
  ])('a structure named by %o is %s', (numbers, id) => {
    expect(map(doctor({}, [exercise({ activities: [activity(numbers)] })]))).toMatchObject({
      situations: [id === undefined ? { profession: '10' } : { organization: { id } }],
    });
  });

  test('a nurse has no speciality; one who practises outside any structure has none', () => {
    const claims = doctor({ SubjectRole: ['60^1.2.250.1.71.1.2.7'] }, [
      { codeProfession: '60', codeTypeSavoirFaire: '', codeSavoirFaire: '' },
    ]);
    expect(map(claims)).toMatchObject({ situations: [{ profession: '60' }] });
  });

  test('a secretary is staff of the structure', () => {
    const claims = {
      SubjectNameID: '1990000001/secretary-1',
      family_name: 'PETIT',
      SubjectRole: ['SECRETARIAT_MEDICAL^1.2.250.1.213.1.1.4.6'],
      SubjectOrganizationID: 'F990000001',
      SubjectOrganization: 'CABINET',
      Secteur_Activite: 'SA08^1.2.250.1.71.4.2.4',
    };
    expect(map(claims)).toEqual({
      kind: 'staff',
      staffId: '1990000001/secretary-1',
      name: 'PETIT',
      organization: { id: '1990000001', name: 'CABINET', sector: 'SA08' },
    });
    expect(map({ ...claims, SubjectRole: ['AUTOMATE^1.2.250.1.213.1.1.4.6'] })).toBe(
      'SubjectRole: it is of nobody who signs in here',
    );
    expect(map({ ...claims, SubjectOrganizationID: '' })).toBe('SubjectOrganizationID: it is missing');
  });

  test.each([
    [doctor({ SubjectNameID: undefined }), 'SubjectNameID: it is missing'],
    [doctor({ SubjectNameID: '8 99' }), 'SubjectNameID: it is not of the form that is expected'],
    [doctor({ SubjectNameID: 8 }), 'SubjectNameID: it is not a string'],
    [
      doctor({ otherIds: [{ identifiant: '899700000001', origine: 'RPPS' }] }),
      'SubjectNameID: it contradicts otherIds',
    ],
    [doctor({ family_name: 'A\u202eB' }), 'family_name: it is not a name or a code'],
    [doctor({ SubjectRole: '10^1.2.250.1.71.1.2.7' }), 'SubjectRole: it is not a list of codes'],
    [doctor({ SubjectRole: ['10'] }), 'SubjectRole: it is not a code and its system'],
    [doctor({ SubjectRole: ['10^1.2.3'] }), 'SubjectRole: it is of nobody who signs in here'],
    [doctor({ Acces_Regulation_Medicale: 'OUI' }), 'Acces_Regulation_Medicale: it is neither VRAI nor FAUX'],
    [doctor({ Mode_Acces_Raison: {} }), 'Mode_Acces_Raison: it is not a string'],
    [doctor({ Mode_Acces_Raison: 'urgence\u202e' }), 'Mode_Acces_Raison: it is not a name or a code'],
    [doctor({ SubjectRefPro: undefined }), 'SubjectRefPro: it is missing or no object'],
    [doctor({}, {}), 'SubjectRefPro.exercices: it is not a list, or too long'],
    [doctor({}, ['x']), 'SubjectRefPro.exercices: it holds what is no object'],
    [doctor({}, []), 'SubjectRefPro.exercices: there is none in which the professional may act'],
    [
      doctor({}, [exercise({ codeProfession: '60' })]),
      'SubjectRefPro.exercices.codeProfession: it contradicts SubjectRole',
    ],
    [
      doctor({}, [exercise({ codeSavoirFaire: '' })]),
      'SubjectRefPro.exercices: there is none in which the professional may act',
    ],
    [doctor({}, [exercise({ codeSavoirFaire: 'sm26;' })]), 'SubjectRefPro.exercices.codeSavoirFaire: it is not a code'],
    [
      doctor({}, [exercise({ activities: [activity({ numeroFinessSite: '<x>' })] })]),
      'SubjectRefPro.exercices.activities.numeroFinessSite: it is not an identifier',
    ],
  ])('what is malformed or contradicts is refused by name (%#)', (claims, sentence) => {
    expect(map(claims)).toBe(sentence);
  });
});

const citizen = (more: object = {}): Claims => ({
  sub: 's',
  given_name: 'Dominique Marie-Louise',
  family_name: 'PAT-TROIS',
  birthdate: '1979-03-28',
  gender: 'female',
  birthplace: '51215',
  birthcountry: '99100',
  ...more,
});
const traits = {
  birthFamilyName: 'PAT-TROIS',
  birthGivenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
  sex: 'female',
  birthDate: '1979-03-28',
  birthPlaceCode: '51215',
} as const;

describe('claims of FranceConnect', () => {
  const matches = (claims: Claims, of: Parameters<typeof isSamePerson>[1] = traits): boolean => {
    const pivot = pivotFromFranceConnect(claims);
    return pivot.ok && isSamePerson(pivot.value, of);
  };

  test('match on all five traits, whatever the case, accents and hyphens', () => {
    expect(matches(citizen())).toBe(true);
    expect(matches(citizen({ given_name: 'DOMINIQUE  marie louise', family_name: 'Pat Troïs' }))).toBe(true);
    expect(matches(citizen({ birthplace: '', birthcountry: '99109' }), { ...traits, birthPlaceCode: '99109' })).toBe(
      true,
    );
  });

  test.each([
    { given_name: 'Dominique' },
    { family_name: 'PATTROIS' },
    { birthdate: '1979-03-29' },
    { gender: 'male' },
    { birthplace: '51216' },
  ])('one trait that differs is another person: %o', (more) => {
    expect(matches(citizen(more))).toBe(false);
  });

  test('a record without the place of birth matches nobody', () => {
    const { birthPlaceCode: _, ...less } = traits;
    expect(matches(citizen(), less)).toBe(false);
  });

  test.each([
    [{ gender: 'other' }, 'gender'],
    [{ birthdate: '1979-03' }, 'birthdate'],
    [{ birthplace: '' }, 'birthplace'],
    [{ birthcountry: '99109' }, 'birthplace'],
    [{ birthcountry: undefined }, 'birthcountry'],
    [{ given_name: ' ' }, 'given_name'],
    [{ family_name: ['x'] }, 'family_name'],
  ])('what is malformed or contradicts is refused by name: %o', (more, claim) => {
    expect(pivotFromFranceConnect(citizen(more))).toMatchObject({ ok: false, error: { parameters: { claim } } });
  });
});
