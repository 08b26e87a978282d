// SPDX-License-Identifier: Apache-2.0
import { fail, ok, type Result } from '@dossier/core/result';
import type { TextMatch } from '../../../record/ports.ts';

/** Splits at a separator that no backslash escapes; the escapes stay (FHIR R4 §3.1.1.4.1.1). */
const splitUnescaped = (text: string, separator: string): string[] => {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
};

export const unescapeValue = (text: string): string => text.replace(/\\([\\,|$])/g, '$1');

export const escapeValue = (text: string): string => text.replace(/[\\,|$]/g, '\\$&');

/** The values of one occurrence, joined by OR; still escaped. */
export const splitValues = (text: string): readonly string[] => splitUnescaped(text, ',').filter((part) => part !== '');

/** A token as written: `system` is empty for `|code`, absent for `code`; `code` is absent for `system|`. */
export interface Token {
  readonly system?: string;
  readonly code?: string;
}

/** Reads `code`, `system|code`, `|code` or `system|` (FHIR R4 §3.1.1.4.10). */
export const readToken = (text: string): Result<Token, string> => {
  const [first = '', second, ...more] = splitUnescaped(text, '|').map(unescapeValue);
  if (more.length > 0) return fail('a token has at most one unescaped |');
  if (second === undefined) return ok({ code: first });
  if (second === '') return first === '' ? fail('a token needs a system or a code') : ok({ system: first });
  return ok({ system: first, code: second });
};

const matchOf: Readonly<Record<string, TextMatch['match']>> = { exact: 'exact', contains: 'contains' };

/** A string value under its modifier; without one it is the beginning that is compared (FHIR R4 §3.1.1.4.8). */
export const readText = (text: string, modifier: string | undefined): TextMatch => ({
  match: matchOf[modifier ?? ''] ?? 'prefix',
  text: unescapeValue(text),
});

/** The logical id in a reference: `id`, `Type/id` or `[base]/Type/id` (FHIR R4 §3.1.1.4.12). */
export const readReference = (text: string, type: string, base: string): Result<string, string> => {
  const reference = unescapeValue(text);
  const local = reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference;
  const id = local.startsWith(`${type}/`) ? local.slice(type.length + 1) : local;
  return /^[A-Za-z0-9.-]{1,64}$/.test(id)
    ? ok(id)
    : fail(`it should be a ${type} of this server, such as ${type}/<id>`);
};

/** Collects results; the first failure ends it. */
export const all = <T, E>(results: readonly Result<T, E>[]): Result<readonly T[], E> => {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
};
