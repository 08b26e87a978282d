// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frenchProfile, lawAt } from '../data/index.ts';
import { checkIns, type Environment, insKey, insValue, nirKey, sameIns } from './index.ts';

const rules = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z').identity;
const oid = (last: number): string => `1.2.250.1.213.1.4.${last}`;

const department = fc.oneof(
  fc.integer({ min: 1, max: 99 }).map((number) => String(number).padStart(2, '0')),
  fc.constantFrom('2A', '2B'),
);
const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));
const number13 = fc
  .tuple(fc.constantFrom('1', '2', '7', '8'), digits(4), department, digits(6))
  .map((parts) => parts.join(''));

describe('nirKey (checklist B1)', () => {
  it.each(['207058575627097', '153078987658513', '255069999999934', '188102B17295264'])('agrees with %s', (ins) => {
    expect(nirKey(ins.slice(0, 13))).toBe(ins.slice(13));
  });

  it('counts 2A as 19 and 2B as 18', () => {
    expect(nirKey('188102A172952')).toBe(nirKey('1881019172952'));
    expect(nirKey('188102B172952')).toBe(nirKey('1881018172952'));
  });

  it('has two digits and lies between 01 and 97', () => {
    fc.assert(
      fc.property(number13, (number) => {
        const key = nirKey(number);
        expect(key).toMatch(/^\d\d$/);
        expect(Number(key)).toBeGreaterThanOrEqual(1);
        expect(Number(key)).toBeLessThanOrEqual(97);
      }),
    );
  });

  it.each(['', '123', '18810217295264', '188102C172952', '1881O18172952'])('throws on %j', (number) => {
    expect(() => nirKey(number)).toThrow(RangeError);
  });
});

describe('insValue (checklist B4)', () => {
  it('joins the number and the key of INSi, and gives the key its two digits', () => {
    expect(insValue('2790351215189', '89')).toBe('279035121518989');
    expect(insValue('2790351215189', '7')).toBe('279035121518907');
  });
});

describe('checkIns', () => {
  const check = (last: number, environment: Environment, keyErrors: 'refuse' | 'warn' = 'refuse') =>
    checkIns({ oid: oid(last), value: '279035121518989' }, rules, environment, keyErrors);

  it('takes in each environment its own systems, and keeps the demonstration ones as one (checklist B2)', () => {
    const kept = ([8, 9, 10, 11, 2, 1, 99] as const).map((last) =>
      (['production', 'demo'] as const).map((environment) => {
        const checked = check(last, environment);
        return checked.ok ? checked.value.ins.oid : checked.error.code;
      }),
    );
    expect(kept).toEqual([
      [oid(8), oid(10)],
      [oid(9), oid(9)],
      ['ins-oid-refused', oid(10)],
      ['ins-oid-refused', oid(10)],
      ['ins-oid-refused', 'ins-oid-refused'],
      ['ins-oid-refused', 'ins-oid-refused'],
      ['ins-oid-refused', 'ins-oid-refused'],
    ]);
  });

  it('takes Corsican numbers and waiting numbers (NIA)', () => {
    expect(check(8, 'production').ok).toBe(true);
    const corsican = checkIns({ oid: oid(8), value: '188102B17295264' }, rules, 'production', 'refuse');
    expect(corsican).toEqual({ ok: true, value: { ins: { oid: oid(8), value: '188102B17295264' }, warnings: [] } });
    const nia = insValue('7790351215189', nirKey('7790351215189'));
    expect(checkIns({ oid: oid(9), value: nia }, rules, 'production', 'refuse').ok).toBe(true);
  });

  it.each([
    '',
    '2790351215189',
    '27903512151898',
    '2790351215189890',
    ' 279035121518989',
    '188102b17295264',
    '27903512151898X',
  ])('refuses %j, whatever the setting', (value) => {
    for (const keyErrors of ['refuse', 'warn'] as const) {
      const checked = checkIns({ oid: oid(8), value }, rules, 'production', keyErrors);
      expect(checked.ok ? undefined : checked.error.code).toBe('ins-invalid');
    }
  });

  it('fails on a wrong key, or warns, as the setting says', () => {
    const ins = { oid: oid(10), value: '224027511583555' };
    const refused = checkIns(ins, rules, 'demo', 'refuse');
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'ins-invalid', parameters: { why: 'its key is 55, not 12' } },
    });
    const warned = checkIns(ins, rules, 'demo', 'warn');
    expect(warned).toMatchObject({ ok: true, value: { ins, warnings: [{ code: 'ins-invalid' }] } });
  });

  it('finds every change of one digit', () => {
    fc.assert(
      fc.property(number13, fc.nat({ max: 14 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const value = number + nirKey(number);
        fc.pre(/\d/.test(value[at] ?? '') && !(at === 5 && /[AB]/.test(value[6] ?? '')));
        const changed = value.slice(0, at) + ((Number(value[at]) + by) % 10) + value.slice(at + 1);
        expect(checkIns({ oid: oid(8), value }, rules, 'production', 'refuse').ok).toBe(true);
        expect(checkIns({ oid: oid(8), value: changed }, rules, 'production', 'refuse').ok).toBe(false);
      }),
    );
  });
});

describe('one INS and another', () => {
  it('are the same only with the same system and value', () => {
    const ins = { oid: oid(8), value: '279035121518989' };
    expect(sameIns(ins, { ...ins })).toBe(true);
    expect(sameIns(ins, { ...ins, oid: oid(9) })).toBe(false);
    expect(sameIns(ins, { ...ins, value: '277076322082910' })).toBe(false);
    expect(insKey(ins)).toBe('1.2.250.1.213.1.4.8|279035121518989');
  });
});

const manifest = new URL('../../../../../shared/corpus/cda-manifest.tsv', import.meta.url);

describe.skipIf(!existsSync(manifest))('INS of the official CDA samples (needs the corpus)', () => {
  it('are all well formed, and exactly these have a wrong key', () => {
    const [header = '', ...lines] = readFileSync(manifest, 'utf8').trimEnd().split('\n');
    const column = header.split('\t').indexOf('patientIds');
    const samples = new Set(
      lines
        .flatMap((line) => (line.split('\t')[column] ?? '').split(' '))
        .filter((identifier) => identifier.includes('@1.2.250.1.213.1.4.')),
    );
    const wrong: string[] = [];
    for (const sample of samples) {
      const [value = '', system = ''] = sample.split('@');
      const checked = checkIns({ oid: system, value }, rules, 'demo', 'warn');
      expect(checked.ok, sample).toBe(true);
      if (checked.ok && checked.value.warnings.length > 0) wrong.push(value);
    }
    expect(samples.size).toBeGreaterThan(3);
    expect(wrong.toSorted()).toEqual(['222127505611201', '224027511583555']);
  });
});
