// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import type { TraitsAsked } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import { readPatientIdentifier, recordById, resultParameters } from './common.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';

const trait = (
  name: string,
  type: 'string' | 'date',
  documentation: string,
  read: (text: string) => Result<TraitsAsked, string>,
): SearchParameter<TraitsAsked> => ({
  name,
  type,
  definition: `http://hl7.org/fhir/SearchParameter/individual-${name}`,
  documentation,
  read: ({ values }) => {
    const [text = '', ...others] = values;
    const asked = others.length > 0 ? fail('it takes one value') : read(text);
    return asked.ok ? ok({ conditions: [asked.value] }) : asked;
  },
});

/** What emergency dispatch looks for a patient by (DMP TD0.5). */
const traitParameters: readonly SearchParameter<TraitsAsked>[] = [
  trait('family', 'string', 'Emergency dispatch: the family name, or its beginning.', (family) => ok({ family })),
  trait('given', 'string', 'Emergency dispatch: a given name, or its beginning.', (given) => ok({ given })),
  trait('birthdate', 'date', 'Emergency dispatch: the birth date, or its year or month.', (birthDate) =>
    /^\d{4}(-\d\d(-\d\d)?)?$/.test(birthDate) ? ok({ birthDate }) : fail('it should be YYYY, YYYY-MM or YYYY-MM-DD'),
  ),
  trait('address-city', 'string', 'Emergency dispatch: the town of residence, or its beginning.', (town) =>
    ok({ town }),
  ),
];

/** Search parameters of Patient: the existence test of a record (DMP TD0.2, PDSm4DMP transaction_td02). */
export const patientSearchParameters: readonly SearchParameter<TraitsAsked>[] = [
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
  ...traitParameters,
  ...resultParameters,
];

export interface PatientSearch {
  /** One of the two: the record that is named, or the traits of who is looked for. */
  readonly record?: RecordRef;
  readonly asked?: TraitsAsked;
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
  const { record, conditions, countOnly, understood, warnings } = parsed.value;
  const rest = { countOnly, understood, warnings };
  if (record !== undefined)
    return conditions.length === 0
      ? ok({ record, ...rest })
      : fail(
          failure('parameter-invalid', {
            name: 'identifier',
            why: 'a patient who is named is not looked for by traits',
          }),
        );
  if (conditions.length === 0) return fail(failure('parameter-missing', { name: 'identifier' }));
  const asked: TraitsAsked = Object.assign({}, ...conditions);
  return ok({ asked, ...rest });
};
