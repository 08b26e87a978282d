// SPDX-License-Identifier: Apache-2.0

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const quoted = (text: string, path: string): string => {
  if (!text.isWellFormed()) throw new TypeError(`${path} holds a lone surrogate`);
  return JSON.stringify(text);
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript numbers.
 * Throws a TypeError that names the path for what has no canonical form: undefined, NaN, infinities, lone surrogates.
 */
export const canonicalJson = (value: Json, path = '$'): string => {
  if (typeof value === 'string') return quoted(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${path} is not a finite number`);
    return JSON.stringify(value);
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object') throw new TypeError(`${path} is ${typeof value}, which JSON has not`);
  if (isList(value)) return `[${value.map((item, index) => canonicalJson(item, `${path}[${index}]`)).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${quoted(key, path)}:${canonicalJson(value[key] as Json, `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
};
