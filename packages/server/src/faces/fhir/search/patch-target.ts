// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { invalid, parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import { readObjectNames } from './names.ts';
import type { RawParameter } from './query-string.ts';

const parameters: readonly SearchParameter<never>[] = [
  {
    name: 'identifier',
    type: 'token',
    documentation: 'uniqueId or entryUUID of the document.',
    read: ({ values: [value = '', ...others] }) => {
      if (others.length > 0) return fail('a patch concerns one document');
      const names = readObjectNames(value);
      return names.ok ? ok({ object: names.value }) : names;
    },
  },
  // The form of the answer is settled before (see negotiation).
  { name: '_format', type: 'special', documentation: 'json or xml.', read: () => ok({}) },
];

/**
 * The names of the one document that a conditional patch addresses. Fails with `parameter-missing`, and with
 * `parameter-invalid` for any other parameter: left out, it could let the patch meet another document than meant.
 */
export const parsePatchTarget = (
  given: readonly RawParameter[],
  context: SearchContext,
): Result<readonly string[], Failure> => {
  const parsed = parseSearch(parameters, given, { ...context, strict: true });
  if (!parsed.ok) {
    const { code, parameters: about } = parsed.error;
    return code === 'parameter-unknown'
      ? fail(invalid(String(about.name), 'a patch is addressed by identifier'))
      : parsed;
  }
  const [names, ...others] = parsed.value.objects;
  return names === undefined || others.length > 0
    ? fail(failure('parameter-missing', { name: 'identifier, once' }))
    : ok(names);
};
