// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { ReadJournalRequest, RecordRef } from '../../../record/index.ts';
import { ownSystems, partyOfIdentifier } from '../identifiers/index.ts';
import { pageSizes, patientParameters, resultParameters } from './common.ts';
import { rangeOfMoment, readDate } from './dates.ts';
import { parseSearch, type SearchContext, type SearchParameter } from './engine.ts';
import { joinConditions } from './join-conditions.ts';
import type { RawParameter } from './query-string.ts';
import { all, readReference, readToken } from './values.ts';

type JournalCondition = Omit<Partial<ReadJournalRequest['query']>, 'limit' | 'after' | 'entryId'>;
type Parameter = SearchParameter<JournalCondition>;

const hl7 = (name: string): string => `http://hl7.org/fhir/SearchParameter/AuditEvent-${name}`;

const single = (values: readonly string[]): Result<string, string> =>
  values.length === 1 ? ok(values[0] ?? '') : fail('only one value can be asked at a time');

const date: Parameter['read'] = ({ values, context }) => {
  const value = single(values);
  const read = value.ok ? readDate(value.value) : value;
  if (!read.ok) return read;
  const { negate, ...range } = rangeOfMoment(read.value, context.now);
  return negate ? fail('the prefix ne is not supported here') : ok({ conditions: [range] });
};

const agent: Parameter['read'] = ({ values }) => {
  const value = single(values);
  const token = value.ok ? readToken(value.value) : value;
  if (!token.ok) return token;
  const { system, code } = token.value;
  const actor = system && code ? partyOfIdentifier(system, code) : undefined;
  return actor === undefined
    ? fail(`it needs a national identifier, or a party under ${ownSystems.party}, as system|value`)
    : ok({ conditions: [{ actor }] });
};

const operation: Parameter['read'] = ({ values }) => {
  const tokens = all(values.map(readToken));
  if (!tokens.ok) return tokens;
  const operations = tokens.value.flatMap(({ system, code }) =>
    code !== undefined && (system === undefined || system === ownSystems.operation) ? [code] : [],
  );
  return operations.length === tokens.value.length
    ? ok({ conditions: [{ operations }] })
    : fail(`it should be an operation of ${ownSystems.operation}, such as document.retrieve`);
};

const outcomes = { '0': 'success', '4': 'refused', '8': 'failure' } as const;

const outcome: Parameter['read'] = ({ values }) => {
  const value = single(values);
  const token = value.ok ? readToken(value.value) : value;
  if (!token.ok) return token;
  const { code } = token.value;
  return code === '0' || code === '4' || code === '8'
    ? ok({ conditions: [{ outcome: outcomes[code] }] })
    : fail('it should be 0 (success), 4 (refused) or 8 (failure)');
};

const entity: Parameter['read'] = ({ values, context }) => {
  const value = single(values);
  const document = value.ok ? readReference(value.value, 'DocumentReference', context.base) : value;
  return document.ok ? ok({ conditions: [{ document: document.value }] }) : document;
};

/** Search parameters of AuditEvent: the journal of a record, in the shape of IHE BALP. */
export const auditEventParameters: readonly Parameter[] = [
  ...patientParameters,
  { name: 'date', type: 'date', definition: hl7('date'), documentation: 'When it happened.', read: date },
  {
    name: 'agent.identifier',
    type: 'token',
    documentation: 'Who acted, by national identifier or party key. Also as agent:identifier.',
    aliases: ['agent'],
    read: agent,
  },
  {
    name: 'subtype',
    type: 'token',
    definition: hl7('subtype'),
    documentation: 'The operation, as the journal names it: document.retrieve, consent.change.',
    read: operation,
  },
  {
    name: 'outcome',
    type: 'token',
    definition: hl7('outcome'),
    documentation: '0 (success), 4 (refused) or 8 (failure).',
    read: outcome,
  },
  {
    name: 'entity',
    type: 'reference',
    definition: hl7('entity'),
    documentation: 'A document, by logical id: DocumentReference/[id] as events name it.',
    targets: ['DocumentReference'],
    read: entity,
  },
  ...resultParameters,
];

export interface AuditEventSearch {
  readonly record: RecordRef;
  readonly query: ReadJournalRequest['query'];
  readonly countOnly: boolean;
  readonly understood: readonly RawParameter[];
  readonly warnings: readonly Failure[];
}

export const parseAuditEventSearch = (
  parameters: readonly RawParameter[],
  context: SearchContext,
): Result<AuditEventSearch, Failure> => {
  const parsed = parseSearch(auditEventParameters, parameters, context);
  if (!parsed.ok) return parsed;
  const { record, asked, count, countOnly, understood, warnings } = parsed.value;
  if (!record) return fail(failure('parameter-missing', { name: 'patient or patient.identifier' }));
  const joined = joinConditions(asked);
  if (!joined.ok) return joined;
  return ok({
    record,
    query: { ...joined.value, limit: countOnly ? 0 : (count ?? pageSizes.usual) },
    countOnly,
    understood,
    warnings,
  });
};
