// SPDX-License-Identifier: Apache-2.0
import { codeSystemOid } from '@dossier/core/codes';
import { isUuid } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { ListQuery } from '../../../record/index.ts';
import { withoutOidPrefix } from '../identifiers/index.ts';
import { idParameter, pageSizes, patientParameters, resultParameters, type Where, whereOf } from './common.ts';
import { rangeOfMoment, readDate } from './dates.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import { joinConditions } from './join-conditions.ts';
import { readObjectNames } from './names.ts';
import type { RawParameter } from './query-string.ts';
import { all, readText, readToken } from './values.ts';

type ListKind = 'submissionset' | 'folder';

/** Any of them names the list. */
type ListNames = Pick<ListQuery, 'entryUuids' | 'uniqueIds'>;

/** What one parameter asks of a list. `nothing` is a condition that no list of ours can meet. */
type ListCondition = Omit<Partial<ListQuery>, 'limit' | 'after' | keyof ListNames> & {
  readonly names?: ListNames;
  readonly kind?: ListKind;
  readonly nothing?: true;
};

type Parameter = SearchParameter<ListCondition>;

/** A token that all our lists have one value of: other values match nothing. */
const constant =
  (value: string): Parameter['read'] =>
  ({ values }) => {
    const tokens = all(values.map(readToken));
    if (!tokens.ok) return tokens;
    return ok({ conditions: tokens.value.some(({ code }) => code === value) ? [] : [{ nothing: true }] });
  };

const code: Parameter['read'] = ({ values }) => {
  const tokens = all(values.map(readToken));
  if (!tokens.ok) return tokens;
  const [token] = tokens.value;
  return tokens.value.length === 1 && (token?.code === 'submissionset' || token?.code === 'folder')
    ? ok({ conditions: [{ kind: token.code }] })
    : fail('it should be submissionset or folder');
};

const identifier: Parameter['read'] = ({ values }) => {
  const read = all(values.map(readObjectNames));
  if (!read.ok) return read;
  const named = read.value.flat();
  const [object] = read.value;
  const entryUuids = named.filter(isUuid);
  return ok({
    conditions: [{ names: entryUuids.length > 0 ? { entryUuids, uniqueIds: named } : { uniqueIds: named } }],
    ...(values.length === 1 && object !== undefined ? { object } : {}),
  });
};

const date: Parameter['read'] = ({ values, context }) => {
  const value = values.length === 1 ? readDate(values[0] ?? '') : fail('only one date can be asked at a time');
  if (!value.ok) return value;
  const { negate, ...range } = rangeOfMoment(value.value, context.now);
  return negate ? fail('the prefix ne is not supported here') : ok({ conditions: [range] });
};

const designation: Parameter['read'] = ({ values }) => {
  const tokens = all(values.map(readToken));
  if (!tokens.ok) return tokens;
  const codes = tokens.value.map((token) => ({
    ...(token.system === undefined ? {} : { system: codeSystemOid(token.system) }),
    ...(token.code === undefined ? {} : { code: token.code }),
  }));
  return ok({ conditions: [{ codes }] });
};

/** sourceId is an OID; MHD searches it as token or as URI. */
const source: Parameter['read'] = ({ values }) => {
  const tokens = all(values.map(readToken));
  if (!tokens.ok) return tokens;
  const sourceIds = tokens.value.map(({ code: value }) => (value === undefined ? undefined : withoutOidPrefix(value)));
  return sourceIds.every((id) => id !== undefined) ? ok({ conditions: [{ sourceIds }] }) : fail('it needs a value');
};

const authorName =
  (key: 'authorFamily' | 'authorGiven'): Parameter['read'] =>
  ({ values, modifier }) =>
    ok({ conditions: [{ [key]: values.map((value) => readText(value, modifier)) }] });

const sourceTypes = ['Practitioner', 'PractitionerRole', 'Patient'];

/** Search parameters of List: ITI-66 (ITI TF-2 §3.66.4.1.2), PDSm flux 05-a. */
export const listParameters: readonly Parameter[] = [
  ...patientParameters,
  idParameter((ids): ListCondition => ({ names: { entryUuids: ids } })),
  {
    name: 'code',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/clinical-code',
    documentation: 'submissionset or folder; required.',
    read: code,
  },
  {
    name: 'identifier',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/List-identifier',
    documentation: 'uniqueId or entryUUID of the list. Alone with code, it needs no patient.',
    read: identifier,
  },
  {
    name: 'status',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/List-status',
    documentation: 'current; lists have no other status here.',
    read: constant('current'),
  },
  {
    name: 'date',
    type: 'date',
    definition: 'http://hl7.org/fhir/SearchParameter/clinical-date',
    documentation: 'submissionTime of a submission set, lastUpdateTime of a folder.',
    read: date,
  },
  {
    name: 'designationType',
    type: 'token',
    definition: 'https://profiles.ihe.net/ITI/MHD/SearchParameter/List-DesignationType',
    documentation: 'contentTypeCode of a submission set, codeList of a folder.',
    read: designation,
  },
  {
    name: 'sourceId',
    type: 'token',
    definition: 'https://profiles.ihe.net/ITI/MHD/SearchParameter/List-SourceId',
    documentation: 'sourceId of a submission set.',
    read: source,
  },
  {
    name: 'source.family',
    type: 'string',
    documentation: 'Family name of the author of a submission set.',
    aliases: ['source.practitioner.family'],
    targets: sourceTypes,
    modifiers: ['exact', 'contains'],
    read: authorName('authorFamily'),
  },
  {
    name: 'source.given',
    type: 'string',
    documentation: 'Given name of the author of a submission set.',
    aliases: ['source.practitioner.given'],
    targets: sourceTypes,
    modifiers: ['exact', 'contains'],
    read: authorName('authorGiven'),
  },
  ...resultParameters,
];

export interface ListSearch {
  readonly where: Where;
  readonly kind: ListKind;
  /** Where both entryUUIDs and uniqueIds stand in it, either may hold. */
  readonly query: ListQuery;
  readonly countOnly: boolean;
  /** A condition that no list meets; the search is still decided and traced. */
  readonly nothing: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

/** Parses an ITI-66 search. Fails with `parameter-missing`, `parameter-invalid`, `parameter-unknown`. */
export const parseListSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<ListSearch, Failure> => {
  const parsed = parseSearch(listParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const where = whereOf(parsed.value);
  if (!where.ok) return where;
  const { asked, count, countOnly, understood, warnings } = parsed.value;
  const joined = joinConditions(asked);
  if (!joined.ok) return joined;
  const { kind, nothing = false, names, ...query } = joined.value;
  if (kind === undefined) return fail(failure('parameter-missing', { name: 'code' }));
  return ok({
    where: where.value,
    kind,
    query: { ...query, ...names, limit: countOnly ? 0 : (count ?? pageSizes.usual) },
    countOnly,
    nothing,
    understood,
    warnings,
  });
};
