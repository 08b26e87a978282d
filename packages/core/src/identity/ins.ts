// SPDX-License-Identifier: Apache-2.0
import type { IdentityRules } from '../data/types.ts';
import { type Failure, failure } from '../errors/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import type { Environment, Ins } from './types.ts';

/** Sex, year, month, department (`2A` and `2B` for Corsica), municipality, order: 13 characters; then the key. */
const NUMBER = /^\d{5}(?:\d\d|2[AB])\d{6}$/;
const NUMBER_AND_KEY = /^\d{5}(?:\d\d|2[AB])\d{6}\d\d$/;

/**
 * Key of a NIR or NIA from its 13 characters: 97 less the remainder by 97, two digits; for the calculation Corsica counts
 * as 19 (`2A`) or 18 (`2B`) (checklist B1). Throws on anything but 13 such characters.
 */
export const nirKey = (first13: string): string => {
  if (!NUMBER.test(first13)) throw new RangeError('A key is computed from the 13 characters of a NIR or NIA');
  const department = first13.slice(5, 7).replace('2A', '19').replace('2B', '18');
  const number = Number(first13.slice(0, 5) + department + first13.slice(7)); // 13 digits: exact
  return String(97 - (number % 97)).padStart(2, '0');
};

/** The 15 characters from what INSi answers, which gives the 13 characters and the key apart (checklist B4). */
export const insValue = (first13: string, key: string): string => first13 + key.padStart(2, '0');

/** An INS as it is kept, and what was wrong with it but let pass. */
export interface CheckedIns {
  readonly ins: Ins;
  readonly warnings: readonly Failure[];
}

/**
 * Checks an INS as it came (checklist B1, B2): its system must be taken in this environment, its value be 15 characters
 * with the right key. The answer is the form under which it is kept, which in a demonstration may be another system.
 *
 * @param keyErrors some official sample numbers have a wrong key: `refuse` fails on them, `warn` takes them
 * @returns `ins-oid-refused` or `ins-invalid` when it is not taken
 */
export const checkIns = (
  ins: Ins,
  rules: IdentityRules,
  environment: Environment,
  keyErrors: 'refuse' | 'warn',
): Result<CheckedIns, Failure> => {
  const system = rules.systems.find(({ oid }) => oid === ins.oid);
  if (system === undefined || !system.environments.includes(environment))
    return fail(failure('ins-oid-refused', { oid: ins.oid }));
  if (!NUMBER_AND_KEY.test(ins.value))
    return fail(
      failure('ins-invalid', { value: ins.value, why: 'it has 13 digits (2A or 2B for Corsica) and a 2-digit key' }),
    );
  const kept: Ins = { oid: system.keptAs?.[environment] ?? ins.oid, value: ins.value };
  const expected = nirKey(ins.value.slice(0, 13));
  const given = ins.value.slice(13);
  if (given === expected) return ok({ ins: kept, warnings: [] });
  const keyError = failure('ins-invalid', { value: ins.value, why: `its key is ${given}, not ${expected}` });
  return keyErrors === 'refuse' ? fail(keyError) : ok({ ins: kept, warnings: [keyError] });
};

export const sameIns = (one: Ins, other: Ins): boolean => one.oid === other.oid && one.value === other.value;

/** One text for one INS: `oid|value`. */
export const insKey = ({ oid, value }: Ins): string => `${oid}|${value}`;
