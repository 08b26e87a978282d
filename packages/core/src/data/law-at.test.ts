// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { frenchProfile, lawAt, type Profile, type TypeByProfession } from './index.ts';

const NOON = 'T12:00:00.000Z';

describe('lawAt', () => {
  it('gives the law of today, and cites its versions', () => {
    const law = lawAt(frenchProfile, `2026-11-23${NOON}`);
    expect(law.profile).toBe('fr');
    expect(law.regimes.current).toBe('fr-2022');
    expect(law.rights.map(({ id }) => id)).toEqual([
      'fr-functional-rights',
      'fr-functional-rights-air',
      'dossier-host-rights',
    ]);
    expect(law.versions).toContainEqual({ id: 'fr-functional-rights', version: '1.8' });
    expect(law.versions).toContainEqual({ id: 'fr-type-by-profession', version: 'reconstruction-0' });
  });

  it('changes on the first day of a version', () => {
    const rightsOn = (day: string) => lawAt(frenchProfile, day + NOON).rights.map(({ id }) => id);
    expect(rightsOn('2024-09-24')).toEqual(['dossier-host-rights']);
    expect(rightsOn('2024-09-25')).toEqual(['fr-functional-rights', 'dossier-host-rights']);
    expect(rightsOn('2025-07-07')).not.toContain('fr-functional-rights-air');
    expect(rightsOn('2025-07-08')).toContain('fr-functional-rights-air');
  });

  it('ends a version on the day of its validUntil', () => {
    const profile: Profile = {
      ...frenchProfile,
      typeByProfession: [piece('a', '2000-01-01', '2022-01-01'), piece('b', '2022-01-01')],
    };
    expect(lawAt(profile, '2021-12-31T23:59:59.999Z').typeByProfession.version).toBe('a');
    expect(lawAt(profile, '2022-01-01T00:00:00.000Z').typeByProfession.version).toBe('b');
  });

  it('takes, where versions overlap, the one that came into force last, in any order', () => {
    const versions = [piece('published', '2026-06-01'), piece('reconstruction', '2023-10-30')];
    for (const typeByProfession of [versions, versions.toReversed()]) {
      const profile: Profile = { ...frenchProfile, typeByProfession };
      expect(lawAt(profile, `2026-05-31${NOON}`).typeByProfession.version).toBe('reconstruction');
      expect(lawAt(profile, `2026-06-01${NOON}`).typeByProfession.version).toBe('published');
    }
    const sameDay: Profile = {
      ...frenchProfile,
      typeByProfession: [piece('a', '2020-01-01'), piece('b', '2020-01-01')],
    };
    expect(lawAt(sameDay, `2026-06-01${NOON}`).typeByProfession.version).toBe('b');
  });

  it('replaces one matrix of rights and keeps the others', () => {
    const [first] = frenchProfile.rights;
    if (first === undefined) throw new Error('no rights');
    const profile: Profile = {
      ...frenchProfile,
      rights: [...frenchProfile.rights, { ...first, version: '1.9', validFrom: '2026-01-01' }],
    };
    const versions = (day: string) => lawAt(profile, day + NOON).rights.map(({ id, version }) => `${id} ${version}`);
    expect(versions('2025-12-31')[0]).toBe('fr-functional-rights 1.8');
    expect(versions('2026-01-01')).toEqual([
      'fr-functional-rights 1.9',
      'fr-functional-rights-air 1.3',
      'dossier-host-rights 2',
    ]);
  });

  it('throws, naming the piece, when there is no law for the day', () => {
    expect(() => lawAt(frenchProfile, `2009-12-31${NOON}`)).toThrow(/Profile fr has no .* in force on 2009-12-31/);
    expect(() => lawAt({ ...frenchProfile, rights: [] }, `2026-11-23${NOON}`)).toThrow(
      /no rights matrix in force on 2026-11-23/,
    );
    expect(() => lawAt({ ...frenchProfile, timeRules: [] }, `2026-11-23${NOON}`)).toThrow(/no time rules/);
    expect(() =>
      lawAt({ ...frenchProfile, valueSets: { ...frenchProfile.valueSets, typeCode: [] } }, `2026-11-23${NOON}`),
    ).toThrow(/no value set for typeCode/);
  });

  it('answers the same law all day', () => {
    const morning = lawAt(frenchProfile, '2026-11-23T00:00:00.000Z');
    expect(lawAt(frenchProfile, '2026-11-23T23:59:59.999Z')).toBe(morning);
    expect(lawAt(frenchProfile, '2026-11-24T00:00:00.000Z')).toEqual(morning);
  });
});

const piece = (version: string, validFrom: string, validUntil?: string): TypeByProfession => ({
  id: 'grid',
  version,
  validFrom,
  ...(validUntil === undefined ? {} : { validUntil }),
  source: 'test',
  evidence: 'reconstruction',
  consultable: {},
});
