// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { pageSizes, resultParameters } from './common.ts';
import { readDate } from './dates.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';

/** Parameters of Patient/$everything (FHIR R4 §8.1.18): size of a page, and what changed since. */
export const everythingParameters: readonly SearchParameter<Instant>[] = [
  {
    name: '_since',
    type: 'date',
    documentation: 'Only documents whose metadata or status changed at or after this moment.',
    read: ({ values }) => {
      const value = readDate(values[0] ?? '');
      return value.ok ? ok({ conditions: [value.value.low] }) : value;
    },
  },
  ...resultParameters.filter(({ name }) => name === '_count' || name === '_format'),
];

export interface EverythingRequest {
  readonly since?: Instant;
  readonly limit: number;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parseEverything = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<EverythingRequest, Failure> => {
  const parsed = parseSearch(everythingParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const { conditions, count = pageSizes.usual, understood, warnings } = parsed.value;
  const since = conditions.at(-1);
  return ok({ limit: count, understood, warnings, ...(since === undefined ? {} : { since }) });
};
