// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import { patientParameters, resultParameters } from './common.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';
import { all, readToken } from './values.ts';

/** FHIR statuses that the Consent must have one of. */
type ConsentCondition = readonly string[];

const statuses = ['active', 'inactive'];

/** Search parameters of Consent: the patient's decisions (DMP TD1.6). */
export const consentParameters: readonly SearchParameter<ConsentCondition>[] = [
  ...patientParameters,
  {
    name: 'status',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Consent-status',
    documentation: 'active, or inactive for what has ended.',
    read: ({ values }) => {
      const tokens = all(values.map(readToken));
      if (!tokens.ok) return tokens;
      const codes = tokens.value.flatMap(({ code }) => code ?? []);
      return codes.every((code) => statuses.includes(code))
        ? ok({ conditions: [codes] })
        : fail('it should be active or inactive');
    },
  },
  ...resultParameters.filter(({ name }) => name !== '_count'),
];

export interface ConsentSearch {
  readonly record: RecordRef;
  /** Every one of them has to hold. */
  readonly statuses: readonly ConsentCondition[];
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parseConsentSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<ConsentSearch, Failure> => {
  const parsed = parseSearch(consentParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const { record, conditions, countOnly, understood, warnings } = parsed.value;
  return record
    ? ok({ record, statuses: conditions, countOnly, understood, warnings })
    : fail(failure('parameter-missing', { name: 'patient or patient.identifier' }));
};
