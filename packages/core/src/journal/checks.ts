// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '../documents/index.ts';
import { isInstant } from '../time/index.ts';

/** Why a value has not the form it should have: where, and what is wrong. */
export interface Problem {
  readonly path: string;
  readonly why: string;
}

/** Answers a path that begins at the value: empty for the value itself. */
export type Check = (value: unknown) => Problem | undefined;

/** The problem as seen from outside: `at('entry', …)` of `.actor.key` is `entry.actor.key`. */
export const at = (name: string, { path, why }: Problem): Problem => ({ path: name + path, why });

const holds = (test: (value: unknown) => boolean, why: string): Check => {
  const problem = { path: '', why };
  return (value) => (test(value) ? undefined : problem);
};

export const matches = (pattern: RegExp, why: string) =>
  holds((value) => typeof value === 'string' && pattern.test(value), why);
export const oneOf = (...values: readonly string[]) =>
  holds((value) => values.includes(value as string), `is not one of ${values.join(', ')}`);

export const uuid = holds((value) => typeof value === 'string' && isUuid(value), 'is not a UUID in lower case');
export const text = holds((value) => typeof value === 'string' && value.isWellFormed(), 'is not a well-formed string');
/** What also stands in a column or an index of its own. */
export const key = holds(
  (value) =>
    typeof value === 'string' && value !== '' && value.length <= 500 && value.isWellFormed() && !/\p{Cc}/u.test(value),
  'is not a string of 1 to 500 characters without control characters',
);
export const boolean = holds((value) => typeof value === 'boolean', 'is not a boolean');
export const instant = holds(
  (value) => typeof value === 'string' && isInstant(value) && new Date(value).toISOString() === value,
  'is not an instant in UTC with milliseconds',
);
export const count = holds((value) => Number.isSafeInteger(value) && Number(value) >= 0, 'is not a count');
export const hexOf = (sizeBytes: number) =>
  holds(
    (value) => typeof value === 'string' && value.length === sizeBytes * 2 && /^[0-9a-f]*$/.test(value),
    `is not ${sizeBytes} bytes in lower-case hexadecimal`,
  );
export const scalar = holds(
  (value) =>
    typeof value === 'boolean' || Number.isFinite(value) || (typeof value === 'string' && value.isWellFormed()),
  'is not a well-formed string, a finite number or a boolean',
);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return { path: '', why: 'is not a list' };
    for (let index = 0; index < value.length; index++) {
      const problem = check(value[index]);
      if (problem) return at(`[${index}]`, problem);
    }
    return undefined;
  };

export const dictionaryOf =
  (check: Check): Check =>
  (value) => {
    if (!isObject(value)) return { path: '', why: 'is not an object' };
    for (const name of Object.keys(value)) {
      const problem = name.isWellFormed() ? check(value[name]) : { path: '', why: 'has a key that is not well-formed' };
      if (problem) return name.isWellFormed() ? at(`.${name}`, problem) : problem;
    }
    return undefined;
  };

/** An object with exactly these members; those of `optional` may be absent, never undefined. */
export const objectOf = (
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check => {
  const checks = new Map(Object.entries({ ...optional, ...required }));
  const names = Object.keys(required);
  return (value) => {
    if (!isObject(value)) return { path: '', why: 'is not an object' };
    for (const name of names) if (!Object.hasOwn(value, name)) return { path: `.${name}`, why: 'is missing' };
    for (const name of Object.keys(value)) {
      const check = checks.get(name);
      const problem = check ? check(value[name]) : { path: '', why: 'is not known' };
      if (problem) return at(`.${name}`, problem);
    }
    return undefined;
  };
};
