// SPDX-License-Identifier: Apache-2.0
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import type { RecordRef } from '../../../record/index.ts';
import { withoutOidPrefix } from '../identifiers/index.ts';
import type { ParsedSearch, SearchParameter } from './engine.ts';
import { all, readReference, readToken } from './values.ts';

/** Entries on a page when the caller does not say, and at most. */
export const pageSizes = { usual: 50, largest: 200 } as const;

const onlyOne = (values: readonly string[]): Result<string, string> =>
  values.length === 1 && values[0] !== undefined ? ok(values[0]) : fail('a search concerns one patient');

/** An id that is no UUID names no record; it goes the way of an unknown one. */
export const recordById = (id: string): RecordRef => ({ recordId: isUuid(id) ? id : NO_RECORD });

const readIns = (value: string): Result<RecordRef, string> => {
  const token = readToken(value);
  if (!token.ok) return token;
  const { system, code } = token.value;
  return system && code
    ? ok({ ins: { oid: withoutOidPrefix(system), value: code } })
    : fail('it needs the system of the INS and its value, such as urn:oid:1.2.250.1.213.1.4.8|<INS>');
};

/** Whose record is searched: by INS, or by the id of the Patient. */
export const patientParameters: readonly SearchParameter<never>[] = [
  {
    name: 'patient',
    type: 'reference',
    definition: 'http://hl7.org/fhir/SearchParameter/clinical-patient',
    documentation: 'The patient, by the id of the Patient resource.',
    aliases: ['subject'],
    targets: ['Patient'],
    read: ({ values, context }) => {
      const value = onlyOne(values);
      if (!value.ok) return value;
      const id = readReference(value.value, 'Patient', context.base);
      return id.ok ? ok({ record: recordById(id.value) }) : id;
    },
  },
  {
    name: 'patient.identifier',
    type: 'token',
    documentation: 'The patient, by INS: system|value. Also as patient:identifier and subject:identifier.',
    aliases: ['subject.identifier'],
    targets: ['Patient'],
    read: ({ values }) => {
      const value = onlyOne(values);
      if (!value.ok) return value;
      const record = readIns(value.value);
      return record.ok ? ok({ record: record.value }) : record;
    },
  },
];

/** `Patient?identifier=` (DMP TD0.2). */
export const readPatientIdentifier = readIns;

const general = (
  name: string,
  documentation: string,
  read: SearchParameter<never>['read'],
): SearchParameter<never> => ({ name, type: 'special', documentation, general: true, read });

/** What every search takes (FHIR R4 §3.1.1.4.2, §3.1.1.5): form and size of the answer. */
export const resultParameters: readonly SearchParameter<never>[] = [
  general('_count', 'Entries on a page; 0 asks for the total alone.', ({ values: [value = ''] }) => {
    if (!/^\d{1,9}$/.test(value)) return fail('it should be a whole number');
    return Number(value) === 0 ? ok({ countOnly: true }) : ok({ count: Math.min(Number(value), pageSizes.largest) });
  }),
  general('_summary', '`count` asks for the total alone; `false` for everything.', ({ values: [value] }) =>
    value === 'count'
      ? ok({ countOnly: true })
      : value === 'false'
        ? ok({})
        : fail('only count and false are supported'),
  ),
  general(
    '_total',
    'The total is exact or absent; `accurate` asks for it however many there are.',
    ({ values: [value = ''] }) =>
      ['none', 'estimate', 'accurate'].includes(value)
        ? ok(value === 'accurate' ? { counts: 'all' } : value === 'none' ? { counts: 'none' } : {})
        : fail('it should be none, estimate or accurate'),
  ),
  // The form of the answer is settled before a search is parsed (see negotiation).
  general('_format', 'json or xml; overrides Accept.', () => ok({})),
];

/** `_id`: also names the record where nothing else does. */
export const idParameter = <C>(condition: (ids: readonly string[]) => C): SearchParameter<C> => ({
  name: '_id',
  type: 'token',
  definition: 'http://hl7.org/fhir/SearchParameter/Resource-id',
  documentation: 'The id of the resource. Alone, it needs no patient.',
  read: ({ values }) => {
    const ids = all(values.map((value) => (/^[A-Za-z0-9.-]{1,64}$/.test(value) ? ok(value) : fail('it is no id'))));
    if (!ids.ok) return ids;
    const [only] = ids.value;
    return ok({ conditions: [condition(ids.value)], ...(ids.value.length === 1 && only ? { object: [only] } : {}) });
  },
});

/** Where to search: the record, or the names of the one object that leads to it. */
export type Where =
  | { readonly record: RecordRef; readonly objects?: never }
  /** Each is tried in turn; what is out of reach is then not there. */
  | { readonly objects: readonly string[]; readonly record?: never };

/** The patient, or else the one object that the search names. Without either it fails with `parameter-missing`. */
export const whereOf = (search: ParsedSearch<unknown>): Result<Where, Failure> => {
  if (search.record) return ok({ record: search.record });
  const [object, ...others] = search.objects;
  return object !== undefined && others.length === 0
    ? ok({ objects: object })
    : fail(failure('parameter-missing', { name: 'patient or patient.identifier' }));
};
