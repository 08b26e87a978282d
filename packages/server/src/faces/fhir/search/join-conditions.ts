// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type AskedCondition, invalid } from './engine.ts';

interface Range {
  readonly from?: Instant;
  readonly to?: Instant;
}

const later = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;
const earlier = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a;

/**
 * One condition of many that have to hold together: dates make the range that all allow. Anything else holds one value,
 * so that the same asked twice differently is refused with `parameter-invalid`, rather than one of them forgotten.
 */
export const joinConditions = <C extends Range>(asked: readonly AskedCondition<C>[]): Result<Partial<C>, Failure> => {
  let joined: Partial<C> = {};
  for (const { name, condition } of asked) {
    const { from, to, ...more } = condition;
    const taken = Object.entries(more).some(
      ([key, value]) => key in joined && JSON.stringify(joined[key as keyof C]) !== JSON.stringify(value),
    );
    if (taken)
      return fail(
        invalid(name, 'something else is asked there already; values of which any may hold are joined by commas'),
      );
    const [start, end] = [later(joined.from, from), earlier(joined.to, to)];
    joined = {
      ...joined,
      ...more,
      ...(start === undefined ? {} : { from: start }),
      ...(end === undefined ? {} : { to: end }),
    };
  }
  return ok(joined);
};
