// SPDX-License-Identifier: Apache-2.0
import { codeSystemOid } from '@dossier/core/codes';
import type { AvailabilityStatus } from '@dossier/core/documents';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { CodeToken, Criterion } from '../../../record/index.ts';
import { partyOfIdentifier } from '../identifiers/index.ts';
import { approximately, type DateValue, rangeOfMoment, readDate } from './dates.ts';
import type { Contribution, SearchParameter } from './engine.ts';
import { readObjectNames } from './names.ts';
import { all, readReference, readText, readToken, type Token } from './values.ts';

/** How the parameters of a search for documents become criteria. */
type Read = SearchParameter<Criterion>['read'];

const conditions = (...criteria: readonly Criterion[]): Result<Contribution<Criterion>, string> =>
  ok({ conditions: criteria });

const readTokens = (values: readonly string[]): Result<readonly Token[], string> => all(values.map(readToken));

const codeToken = ({ system, code }: Token): CodeToken => ({
  ...(system === undefined ? {} : { system: codeSystemOid(system) }),
  ...(code === undefined ? {} : { code }),
});

export type CodeField = Extract<Criterion, { readonly anyOf: readonly CodeToken[] }>['field'];

export const codes =
  (field: CodeField): Read =>
  ({ values }) => {
    const tokens = readTokens(values);
    return tokens.ok ? conditions({ field, anyOf: tokens.value.map(codeToken) }) : tokens;
  };

/** The statuses behind `DocumentReference.status`; an archived document is current to FHIR (PDSm isArchived). */
const statusesByCode: ReadonlyMap<string, readonly AvailabilityStatus[]> = new Map([
  ['current', ['approved', 'archived']],
  ['superseded', ['deprecated']],
  ['entered-in-error', ['deleted']],
]);

export const status: Read = ({ values }) => {
  const tokens = readTokens(values);
  if (!tokens.ok) return tokens;
  const known = tokens.value.map(({ code }) => statusesByCode.get(code ?? ''));
  return known.every((statuses) => statuses !== undefined)
    ? conditions({ field: 'status', anyOf: known.flat() })
    : fail('it should be current, superseded or entered-in-error');
};

export const archived: Read = ({ values }) => {
  const tokens = readTokens(values);
  if (!tokens.ok) return tokens;
  const wanted = new Set(tokens.value.map(({ code }) => code));
  if ([...wanted].some((code) => code !== 'true' && code !== 'false')) return fail('it should be true or false');
  const anyOf: AvailabilityStatus[] = [];
  if (wanted.has('true')) anyOf.push('archived');
  if (wanted.has('false')) anyOf.push('approved', 'deprecated', 'deleted');
  return conditions({ field: 'status', anyOf });
};

const readOneDate = (values: readonly string[]): Result<DateValue, string> =>
  values.length === 1 ? readDate(values[0] ?? '') : fail('dates are joined by repeating the parameter, not by a comma');

type DateField = Extract<Criterion, { readonly negate?: boolean }>['field'];

/** `ap` asks that the two overlap; a range with both bounds asks that the document's time lies in it. */
const overlapping = (field: DateField, value: DateValue, now: Instant): Result<Contribution<Criterion>, string> => {
  const { from, to } = approximately(value, now);
  return conditions({ field, from }, { field, to });
};

export const date =
  (field: DateField): Read =>
  ({ values, context: { now } }) => {
    const value = readOneDate(values);
    if (!value.ok) return value;
    return value.value.prefix === 'ap'
      ? overlapping(field, value.value, now)
      : conditions({ field, ...rangeOfMoment(value.value, now) });
  };

/** A period against a date (FHIR R4 §3.1.1.4.7): `sa` and `eb` ask of its beginning and its end. */
export const period: Read = (occurrence) => {
  const value = readOneDate(occurrence.values);
  if (!value.ok) return value;
  switch (value.value.prefix) {
    case 'sa':
      return conditions({ field: 'service-start', from: value.value.high });
    case 'eb':
      return conditions({ field: 'service-stop', to: value.value.low });
    default:
      return date('service')(occurrence);
  }
};

export const names =
  (field: 'author-family' | 'author-given'): Read =>
  ({ values, modifier }) =>
    conditions({ field, anyOf: values.map((value) => readText(value, modifier)) });

export const identifier: Read = ({ values }) => {
  const read = all(values.map(readObjectNames));
  if (!read.ok) return read;
  const anyOf = read.value.flat();
  const [object] = read.value;
  return ok({
    conditions: [{ field: 'identifier', anyOf }],
    ...(values.length === 1 && object !== undefined ? { object } : {}),
  });
};

export const author: Read = ({ values }) => {
  const tokens = readTokens(values);
  if (!tokens.ok) return tokens;
  const keys = tokens.value.map(({ system, code }) => (system && code ? partyOfIdentifier(system, code) : undefined));
  return keys.every((key) => key !== undefined)
    ? conditions({ field: 'author', anyOf: keys })
    : fail('it needs the national identifier of a professional or of a structure, as system|value');
};

export const references =
  (field: 'relates-to' | 'member-of', type: string): Read =>
  ({ values, context }) => {
    const ids = all(values.map((value) => readReference(value, type, context.base)));
    return ids.ok ? conditions({ field, anyOf: ids.value }) : ids;
  };
