// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import { readPatientIdentifier, recordById, resultParameters } from './common.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';

/** Search parameters of Patient: the existence test of a record (DMP TD0.2, PDSm4DMP transaction_td02). */
export const patientSearchParameters: readonly SearchParameter<never>[] = [
  {
    name: 'identifier',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Patient-identifier',
    documentation: 'INS of the patient, as system|value.',
    read: ({ values }) => {
      const record =
        values.length === 1 ? readPatientIdentifier(values[0] ?? '') : fail('a search concerns one patient');
      return record.ok ? ok({ record: record.value }) : record;
    },
  },
  {
    name: '_id',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Resource-id',
    documentation: 'The id of the Patient resource.',
    read: ({ values }) =>
      values.length === 1 ? ok({ record: recordById(values[0] ?? '') }) : fail('a search concerns one patient'),
  },
  ...resultParameters,
];

export interface PatientSearch {
  readonly record: RecordRef;
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parsePatientSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<PatientSearch, Failure> => {
  const parsed = parseSearch(patientSearchParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const { record, countOnly, understood, warnings } = parsed.value;
  return record
    ? ok({ record, countOnly, understood, warnings })
    : fail(failure('parameter-missing', { name: 'identifier' }));
};
