// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import { pageSizes, patientParameters, resultParameters } from './common.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';

/** Search parameters of Communication: one's own notices of a record. */
export const communicationParameters: readonly SearchParameter<never>[] = [...patientParameters, ...resultParameters];

export interface CommunicationSearch {
  readonly record: RecordRef;
  readonly limit: number;
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parseCommunicationSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<CommunicationSearch, Failure> => {
  const parsed = parseSearch(communicationParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const { record, count, countOnly, understood, warnings } = parsed.value;
  if (!record) return fail(failure('parameter-missing', { name: 'patient or patient.identifier' }));
  return ok({ record, limit: countOnly ? 0 : (count ?? pageSizes.usual), countOnly, understood, warnings });
};
