// SPDX-License-Identifier: Apache-2.0
import { availabilityStatuses, type DocumentEntry } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Dtm, earliestInstant, type Instant, isDtm } from '@dossier/core/time';
import type { CodeToken, Criterion } from '../../../record/index.ts';
import { objectTypes, statusOf } from '../ebrim/vocabulary.ts';
import { personText } from '../ebrim/write-object.ts';
import { systemOf } from '../types/codes.ts';
import { writeCx } from '../types/identifiers.ts';
import { like } from './like.ts';
import { type Groups, type Parameters, singleOf, valuesOf } from './parameters.ts';

/** What a search of documents comes to: criteria that the store knows, and what is looked at afterwards. */
export interface Conditions {
  readonly criteria: readonly Criterion[];
  readonly matches: (entry: DocumentEntry) => boolean;
}

const CODED = {
  ClassCode: 'class',
  TypeCode: 'type',
  PracticeSettingCode: 'practice-setting',
  HealthcareFacilityTypeCode: 'facility',
  FormatCode: 'format',
} as const;

const ANDED = { EventCodeList: 'event', ConfidentialityCode: 'confidentiality' } as const;

/** `code^^scheme`: both ends are needed (ITI TF-2 §3.18.4.1.2.3.4). */
const tokenOf = (text: string): CodeToken | undefined => {
  const [code = '', , scheme = '', ...rest] = text.split('^');
  return code === '' || scheme === '' || rest.length > 0 ? undefined : { code, system: systemOf(scheme) };
};

/** The codes of a parameter. */
export const tokensOf = (name: string, texts: readonly string[]): Result<readonly CodeToken[], Failure> => {
  const tokens = texts.map(tokenOf);
  if (tokens.includes(undefined))
    return fail(failure('parameter-invalid', { name, why: 'a code is written code^^scheme' }, { location: name }));
  return ok(tokens.filter((token) => token !== undefined));
};

/** Statuses that are known; others name no document. */
export const statusCriterion = (parameters: Parameters, name: string): Result<Criterion, Failure> => {
  const values = valuesOf(parameters, { name, required: true });
  if (!values.ok) return values;
  const anyOf = availabilityStatuses.filter((status) => values.value.some((text) => statusOf(text) === status));
  return anyOf.length === 0
    ? fail(failure('parameter-missing', { name }, { location: name }))
    : ok({ field: 'status', anyOf });
};

interface Period {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** The times between which something lies, by the parameters `…From` and `…To`. */
export const periodOf = (parameters: Parameters, name: string): Result<Period, Failure> => {
  const bounds: { from?: Instant; to?: Instant } = {};
  for (const [end, key] of [
    ['From', 'from'],
    ['To', 'to'],
  ] as const) {
    const value = singleOf(parameters, `${name}${end}`);
    if (!value.ok) return value;
    if (value.value === undefined) continue;
    if (!isDtm(value.value))
      return fail(
        failure(
          'parameter-invalid',
          { name: `${name}${end}`, why: 'it is not a time (YYYYMMDDhhmmss)' },
          { location: name },
        ),
      );
    bounds[key] = earliestInstant(value.value);
  }
  return ok(bounds);
};

/** From ≤ t < To; what an entry does not have is not asked of it. */
const within = ({ from, to }: Period, time: Dtm | undefined): boolean => {
  if (time === undefined || !isDtm(time)) return true;
  const at = earliestInstant(time);
  return (from === undefined || at >= from) && (to === undefined || at < to);
};

const ENTRY = '$XDSDocumentEntry';

const codedCriteria = (parameters: Parameters): Result<readonly Criterion[], Failure> => {
  const criteria: Criterion[] = [];
  for (const [suffix, field] of Object.entries(CODED)) {
    const name = `${ENTRY}${suffix}`;
    const values = valuesOf(parameters, { name });
    if (!values.ok) return values;
    const tokens = tokensOf(name, values.value);
    if (!tokens.ok) return tokens;
    if (tokens.value.length > 0) criteria.push({ field, anyOf: tokens.value });
  }
  for (const [suffix, field] of Object.entries(ANDED)) {
    const name = `${ENTRY}${suffix}`;
    for (const group of parameters.get(name) ?? []) {
      const tokens = tokensOf(name, group);
      if (!tokens.ok) return tokens;
      criteria.push({ field, anyOf: tokens.value });
    }
  }
  return ok(criteria);
};

const timeConditions = (parameters: Parameters): Result<Conditions, Failure> => {
  const periods: Period[] = [];
  for (const name of ['CreationTime', 'ServiceStartTime', 'ServiceStopTime']) {
    const period = periodOf(parameters, `${ENTRY}${name}`);
    if (!period.ok) return period;
    periods.push(period.value);
  }
  const [creation = {}, start = {}, stop = {}] = periods;
  const { from, to } = creation;
  return ok({
    // each bound by itself: the store keeps what reaches into it, and the moment is looked at afterwards
    criteria: [
      ...(from === undefined ? [] : [{ field: 'creation', from } as const]),
      ...(to === undefined ? [] : [{ field: 'creation', to } as const]),
    ],
    matches: ({ creationTime, serviceStartTime, serviceStopTime }) =>
      within(creation, creationTime) && within(start, serviceStartTime) && within(stop, serviceStopTime),
  });
};

/** Patterns over texts of an entry: in each group one has to match one text. */
const patterns = (groups: Groups, textsOf: (entry: DocumentEntry) => readonly string[]): Conditions['matches'] => {
  const tests = groups.map((group) => group.map(like));
  return (entry) => {
    const texts = textsOf(entry);
    return tests.every((group) => group.some((test) => texts.some(test)));
  };
};

const stableOnly = (parameters: Parameters): Result<boolean, Failure> => {
  const types = valuesOf(parameters, { name: `${ENTRY}Type` });
  return types.ok ? ok(types.value.length === 0 || types.value.includes(objectTypes.stable)) : types;
};

/** Conditions that every query for documents may have (ITI TF-2 §3.18.4.1.2.3.7.1). */
export const documentConditions = (parameters: Parameters): Result<Conditions, Failure> => {
  const coded = codedCriteria(parameters);
  if (!coded.ok) return coded;
  const times = timeConditions(parameters);
  if (!times.ok) return times;
  const people = valuesOf(parameters, { name: `${ENTRY}AuthorPerson` });
  if (!people.ok) return people;
  const stable = stableOnly(parameters);
  if (!stable.ok) return stable;
  const author = patterns(people.value.length === 0 ? [] : [people.value], ({ authors }) =>
    authors.map(personText).filter((text) => text !== undefined),
  );
  const references = patterns(parameters.get(`${ENTRY}ReferenceIdList`) ?? [], ({ referenceIds }) =>
    referenceIds.map(writeCx),
  );
  return ok({
    criteria: [...coded.value, ...times.value.criteria],
    matches: (entry) => stable.value && times.value.matches(entry) && author(entry) && references(entry),
  });
};
