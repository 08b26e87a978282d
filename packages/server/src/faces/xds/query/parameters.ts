// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { attributeAt, childOf, childrenOf, type Element } from '../../../soap/index.ts';
import { ns } from '../ebrim/vocabulary.ts';

/** The values of one parameter: alternatives joined by OR, in groups joined by AND (ITI TF-2 §3.18.4.1.2.3.5). */
export type Groups = readonly (readonly string[])[];

export type Parameters = ReadonlyMap<string, Groups>;

/** One value: a text in quotes, which doubles those in it, or a bare number. */
const VALUE = /\s*(?:'((?:[^']|'')*)'|([^\s'(),]+))\s*/y;

/** Takes a value apart as it is written: `'a'`, `12`, `('a','b')`. Undefined where it is neither. */
export const splitValue = (text: string): readonly string[] | undefined => {
  const trimmed = text.trim();
  const isList = trimmed.startsWith('(') && trimmed.endsWith(')');
  const inner = isList ? trimmed.slice(1, -1) : trimmed;
  const values: string[] = [];
  for (let at = 0; ; ) {
    VALUE.lastIndex = at;
    const match = VALUE.exec(inner);
    if (match === null) return undefined;
    values.push(match[1]?.replaceAll("''", "'") ?? match[2] ?? '');
    at = VALUE.lastIndex;
    if (at === inner.length) return isList || values.length === 1 ? values : undefined;
    if (inner[at] !== ',') return undefined;
    at += 1;
  }
};

const VALUES = 10_000;

/** The slots of a stored query: several of one name are joined by AND, all values of one by OR. */
export const readParameters = (query: Element): Result<Parameters, Failure> => {
  const parameters = new Map<string, (readonly string[])[]>();
  for (const slot of childrenOf(query, ns.rim, 'Slot')) {
    const name = (attributeAt(slot, 'name') ?? '').slice(0, 80);
    const list = childOf(slot, ns.rim, 'ValueList');
    const values: string[] = [];
    for (const { text } of list ? childrenOf(list, ns.rim, 'Value') : []) {
      const split = splitValue(text);
      if (split === undefined)
        return fail(
          failure(
            'parameter-invalid',
            { name, why: 'a text stands in single quotes, and several in (…) with commas' },
            { location: name },
          ),
        );
      values.push(...split);
    }
    if (values.length > VALUES) return fail(failure('query-too-large', { limit: VALUES }, { location: name }));
    if (values.length > 0) parameters.set(name, [...(parameters.get(name) ?? []), values]);
  }
  return ok(parameters);
};

/** What a parameter may be: how often it stands, and how often in one value. */
interface Kind {
  readonly name: string;
  readonly single?: true;
  readonly required?: true;
}

/** All values of a parameter that takes alternatives but no AND. */
export const valuesOf = (
  parameters: Parameters,
  { name, single, required }: Kind,
): Result<readonly string[], Failure> => {
  const groups = parameters.get(name) ?? [];
  const at = { location: name };
  if (groups.length > 1) return fail(failure('parameter-count', { why: `${name} stands in several slots` }, at));
  const values = groups[0] ?? [];
  if (single && values.length > 1) return fail(failure('parameter-count', { why: `${name} takes one value` }, at));
  if (required && values.length === 0) return fail(failure('parameter-missing', { name }, at));
  return ok(values);
};

/** The one value of a parameter, where it stands. */
export const singleOf = (parameters: Parameters, name: string): Result<string | undefined, Failure> => {
  const values = valuesOf(parameters, { name, single: true });
  return values.ok ? ok(values.value[0]) : values;
};
