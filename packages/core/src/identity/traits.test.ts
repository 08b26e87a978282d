// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../errors/index.ts';
import { checkTraits, type Traits } from './index.ts';

const traits: Traits = {
  birthFamilyName: "D'ARTAGNAN-LÉVÊQUE",
  birthGivenNames: ['Marie', 'Anne'],
  sex: 'female',
  birthDate: '1979-03-01',
  birthPlaceCode: '2A004',
};
const without = { ...traits };
delete without.birthPlaceCode;

describe('checkTraits', () => {
  it.each([
    ['complete', traits],
    ['without a place of birth', without],
    ['born abroad', { ...traits, birthPlaceCode: '99109' }],
    ['with names in use', { ...traits, usedFamilyName: 'MARTIN', usedGivenName: 'Anne' }],
    ['of unknown sex', { ...traits, sex: 'unknown' }],
    ['born on a leap day', { ...traits, birthDate: '2024-02-29' }],
  ] satisfies [string, Traits][])('takes traits %s', (_, given) => {
    expect(checkTraits(given, '2026-11-23T12:00:00.000Z')).toEqual({ ok: true, value: given });
  });

  it.each([
    ['family name', { birthFamilyName: '  ' }],
    ['family name', { birthFamilyName: 'A\u202eB' }],
    ['given name', { birthGivenNames: [] }],
    ['given name', { birthGivenNames: ['Marie', ''] }],
    ['given name', { birthGivenNames: ['Marie\u0000'] }],
    ['given name', { birthGivenNames: ['x'.repeat(101)] }],
    ['used family name', { usedFamilyName: '' }],
    ['used given name', { usedGivenName: ' ' }],
    ['sex', { sex: 'other' as unknown as Traits['sex'] }],
    ['not a date', { birthDate: '2023-02-29' }],
    ['not a date', { birthDate: '1979-13-01' }],
    ['not a date', { birthDate: '19790301' }],
    ['too long ago', { birthDate: '1492-10-12' }],
    ['in the future', { birthDate: '2026-11-24' }],
    ['COG', { birthPlaceCode: '7505' }],
    ['COG', { birthPlaceCode: '2C004' }],
  ] satisfies [string, Partial<Traits>][])('names the fault: %s', (why, change) => {
    const checked = checkTraits({ ...traits, ...change }, '2026-11-23T12:00:00.000Z');
    expect(checked.ok ? '' : checked.error.code).toBe('traits-invalid');
    expect(checked.ok ? '' : sentenceOf(checked.error)).toContain(why);
  });

  it('asks no date of today when it is not told', () => {
    expect(checkTraits({ ...traits, birthDate: '2990-01-01' }).ok).toBe(true);
  });
});
