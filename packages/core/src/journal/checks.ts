// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '../documents/index.ts';
import { isInstant } from '../time/index.ts';

/** Why a value has not the form it should have: where, and what is wrong. */
export interface Problem {
  readonly path: string;
  readonly why: string;
}

export type Check = (value: unknown, path: string) => Problem | undefined;

const holds =
  (test: (value: unknown) => boolean, why: string): Check =>
  (value, path) =>
    test(value) ? undefined : { path, why };

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

const first = <T>(items: Iterable<T>, check: (item: T) => Problem | undefined): Problem | undefined => {
  for (const item of items) {
    const problem = check(item);
    if (problem) return problem;
  }
  return undefined;
};

export const listOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? first(value.entries(), ([index, item]) => check(item, `${path}[${index}]`))
      : { path, why: 'is not a list' };

export const dictionaryOf =
  (check: Check): Check =>
  (value, path) =>
    isObject(value)
      ? first(Object.entries(value), ([name, item]) =>
          name.isWellFormed() ? check(item, `${path}.${name}`) : { path, why: 'has a key that is not well-formed' },
        )
      : { path, why: 'is not an object' };

/** An object with exactly these members; those of `optional` may be absent, never undefined. */
export const objectOf =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, path) => {
    if (!isObject(value)) return { path, why: 'is not an object' };
    const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return { path: `${path}.${missing}`, why: 'is missing' };
    return first(Object.entries(value), ([name, item]) => {
      const check = Object.hasOwn(required, name)
        ? required[name]
        : Object.hasOwn(optional, name)
          ? optional[name]
          : undefined;
      return check ? check(item, `${path}.${name}`) : { path: `${path}.${name}`, why: 'is not known' };
    });
  };
