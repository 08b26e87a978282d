// SPDX-License-Identifier: Apache-2.0

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What JSON writes between quotes as it stands. */
const PLAIN = /^[ !#-[\]-~]*$/;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Undefined where the value has no canonical form. */
const quoted = (text: string): string | undefined => {
  if (PLAIN.test(text)) return `"${text}"`;
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
};

const isAscending = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index++)
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  return true;
};

const sortedKeys = (value: object): readonly string[] => {
  const keys = Object.keys(value);
  return isAscending(keys) ? keys : keys.sort();
};

const writeList = (items: readonly Json[]): string | undefined => {
  let text = '[';
  for (const item of items) {
    const written = write(item);
    if (written === undefined) return undefined;
    text += text === '[' ? written : `,${written}`;
  }
  return `${text}]`;
};

const writeObject = (value: { readonly [key: string]: Json }): string | undefined => {
  let text = '{';
  for (const key of sortedKeys(value)) {
    const name = quoted(key);
    const written = write(value[key] as Json);
    if (name === undefined || written === undefined) return undefined;
    text += text === '{' ? `${name}:${written}` : `,${name}:${written}`;
  }
  return `${text}}`;
};

const write = (value: Json): string | undefined => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object') return undefined;
  return isList(value) ? writeList(value) : writeObject(value);
};

/** Where a value has no canonical form, and why: only then is it worth the paths. */
const fault = (value: Json, path: string): string | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : `${path} holds a lone surrogate`;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is not a finite number`;
  if (typeof value === 'boolean' || value === null) return undefined;
  if (typeof value !== 'object') return `${path} is ${typeof value}, which JSON has not`;
  const members = isList(value)
    ? value.map((item, index) => fault(item, `${path}[${index}]`))
    : Object.entries(value).map(([key, item]) => fault(key, path) ?? fault(item, `${path}.${key}`));
  return members.find((member) => member !== undefined);
};

/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript numbers.
 * Throws a TypeError that names the path for what has no canonical form: undefined, NaN, infinities, lone surrogates.
 */
export const canonicalJson = (value: Json): string => {
  const text = write(value);
  if (text === undefined) throw new TypeError(fault(value, '$'));
  return text;
};
