// SPDX-License-Identifier: Apache-2.0

import { codeSystemUri } from '@dossier/core/codes';
import type { Failure } from '@dossier/core/errors';
import type { SourcedFact } from '@dossier/core/facts';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Dtm, earliestInstant, endOfDtm, type Instant } from '@dossier/core/time';
import { withoutOidPrefix } from '../identifiers/index.ts';
import { idParameter, pageSizes, patientParameters, resultParameters, type Where, whereOf } from './common.ts';
import { type DateRange, rangeOfMoment, readDate } from './dates.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import type { RawParameter } from './query-string.ts';
import { all, readToken, type Token } from './values.ts';

/** A condition of a search among facts, as data: it stands in the token of a next page. */
export type FactCondition =
  | { readonly on: 'id'; readonly ids: readonly string[] }
  | { readonly on: 'code' | 'category' | 'clinical-status'; readonly tokens: readonly Token[] }
  | { readonly on: 'date'; readonly ranges: readonly DateRange[] };

/** What of a fact the conditions look at. */
export interface FactView {
  readonly id: string;
  readonly codes: SourcedFact['fact']['concept']['codes'];
  readonly category?: string;
  readonly status?: string;
  readonly from: Dtm;
  readonly to: Dtm;
}

const matchesCode = ({ system, code }: Token, { codes }: FactView): boolean =>
  codes.some(
    (one) =>
      (code === undefined || one.code === code) &&
      (system === undefined || one.system === withoutOidPrefix(system) || codeSystemUri(one.system) === system),
  );

const overlaps = ({ from, to, negate }: DateRange, view: FactView): boolean => {
  const start: Instant = earliestInstant(view.from);
  const end: Instant = endOfDtm(view.to);
  const isIn = (from === undefined || end > from) && (to === undefined || start < to);
  return negate ? !isIn : isIn;
};

export const meets = (view: FactView, condition: FactCondition): boolean => {
  switch (condition.on) {
    case 'id':
      return condition.ids.includes(view.id);
    case 'code':
      return condition.tokens.some((token) => matchesCode(token, view));
    case 'category':
      return condition.tokens.some(({ code }) => code === view.category);
    case 'clinical-status':
      return condition.tokens.some(({ code }) => code === view.status);
    case 'date':
      return condition.ranges.some((range) => overlaps(range, view));
  }
};

const tokens = (
  name: 'code' | 'category' | 'clinical-status',
  documentation: string,
): SearchParameter<FactCondition> => ({
  name,
  type: 'token',
  documentation,
  read: ({ values }) => {
    const read = all(values.map(readToken));
    return read.ok ? ok({ conditions: [{ on: name, tokens: read.value }] }) : read;
  },
});

const date: SearchParameter<FactCondition> = {
  name: 'date',
  type: 'date',
  documentation: 'When it was or is so, as far as its document says.',
  read: ({ values, context }) => {
    const read = all(values.map(readDate));
    return read.ok
      ? ok({ conditions: [{ on: 'date', ranges: read.value.map((value) => rangeOfMoment(value, context.now)) }] })
      : read;
  },
};

const general: readonly SearchParameter<FactCondition>[] = [
  ...patientParameters,
  idParameter<FactCondition>((ids) => ({ on: 'id', ids })),
  tokens('code', 'What it is about: any of its codes.'),
  date,
  ...resultParameters,
];

/** Search parameters of a resource that is made of facts. */
/** Conditions that not every resource has. */
export type FactFilter = 'category' | 'clinical-status';

export const factParameters = (...more: readonly FactFilter[]): readonly SearchParameter<FactCondition>[] => [
  ...general,
  ...more.map((name) => tokens(name, name === 'category' ? 'Sort of observation.' : 'As its document says it stands.')),
];

/** `max` of `Observation/$lastn`: of each code, how many. */
export const lastParameters: readonly SearchParameter<FactCondition>[] = [
  ...factParameters('category').filter(({ name }) => name !== '_id' && name !== '_count'),
  {
    name: 'max',
    type: 'special',
    documentation: 'Of each code, so many; default 1.',
    read: ({ values: [value = ''] }) =>
      /^[1-9]\d{0,2}$/.test(value) ? ok({ count: Number(value) }) : fail('it should be a whole number from 1 to 999'),
  },
];

export interface FactSearch {
  readonly where: Where;
  readonly conditions: readonly FactCondition[];
  readonly limit: number;
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parseFactSearch = (
  table: readonly SearchParameter<FactCondition>[],
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<FactSearch, Failure> => {
  const parsed = parseSearch(table, parameters, context);
  if (!parsed.ok) return parsed;
  // the id of a fact begins with that of its document
  const objects = parsed.value.objects.map((names) => names.map((name) => name.split('.')[0] ?? name));
  const where = whereOf({ ...parsed.value, objects });
  if (!where.ok) return where;
  const { conditions, count = pageSizes.usual, countOnly, understood, warnings } = parsed.value;
  return ok({ where: where.value, conditions, limit: count, countOnly, understood, warnings });
};
