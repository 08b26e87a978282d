// SPDX-License-Identifier: Apache-2.0

import type { RecordState, Relation } from '@dossier/core/consent';
import type { IdentityStatus } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import type { LoadedPolicy } from '../../record/ports.ts';
import type { KeyColumns } from '../document-rows.ts';
import { statement } from '../statement.ts';
import { optional } from '../values.ts';

interface RelationJson {
  readonly id: string;
  readonly kind: Relation['kind'];
  readonly holder: string | null;
  readonly holder_name: string | null;
  readonly holder_profession: string | null;
  readonly holder_specialty: string | null;
  readonly from_at: string;
  readonly until_at: string | null;
  readonly ended_at: string | null;
  readonly value: string | null;
  readonly purpose: string | null;
  readonly origin: string;
  readonly created_by: string;
  readonly secret: boolean;
}

export interface PolicyRow extends KeyColumns {
  readonly record_id: string;
  readonly person_id: string;
  readonly regime: string;
  readonly state: RecordState;
  readonly policy_version: number;
  readonly birth_date: string;
  readonly identity_status: IdentityStatus;
  readonly opened_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly closure_reason: string | null;
  readonly relations: readonly RelationJson[];
  /** logicalIds that the name stands for. */
  readonly named: readonly string[];
}

/** A relation as JSON; the names of persons come from the identity schema. */
const relationJson = (alias: string): string => `json_build_object(
    'id', ${alias}.relation_id, 'kind', ${alias}.kind, 'holder', ${alias}.holder,
    'holder_name', case when ${alias}.holder like 'person:%' then (
        select h.name from identity.holder_name h
        where h.record_id = ${alias}.record_id and h.relation_id = ${alias}.relation_id)
      else ${alias}.holder_name end,
    'holder_profession', ${alias}.holder_profession, 'holder_specialty', ${alias}.holder_specialty,
    'from_at', ${alias}.from_at, 'until_at', ${alias}.until_at, 'ended_at', ${alias}.ended_at,
    'value', ${alias}.value, 'purpose', ${alias}.purpose, 'origin', ${alias}.origin, 'created_by', ${alias}.created_by,
    'secret', ${alias}.secret)`;

const policyOf = (
  recordId: string,
  named = "'{}'::uuid[]",
): string => `select r.record_id, r.person_id, r.regime, r.state, r.policy_version,
    r.birth_date, r.identity_status, r.opened_at, r.closed_at, r.closure_reason,
    coalesce((select json_agg(${relationJson('l')} order by l.from_at, l.relation_id)
      from record.relation l where l.record_id = r.record_id), '[]'::json) as relations,
    ${named} as named, k.kek_version, k.wrapped
  from record.record r join record.record_key k on k.record_id = r.record_id
  where r.record_id = ${recordId}`;

/** $1 record. */
export const loadPolicyById = statement<PolicyRow>('load-policy-by-id', policyOf('$1::uuid'));

/** The records that are a person's own, or to which they have a relation. $1 person, $2 their party key. */
export const policiesOfPerson = statement<PolicyRow>(
  'policies-of-person',
  `${policyOf(`any (
    select own.record_id from record.record own where own.person_id = $1::text
    union select held.record_id from record.relation held
      where held.holder = $2::text and held.holder like 'person:%')`)} order by r.record_id`,
);

/** $1 OID, $2 value of an INS, in use or former. */
export const loadPolicyByIns = statement<PolicyRow>(
  'load-policy-by-ins',
  policyOf('(select i.record_id from identity.ins i where i.oid = $1::text and i.value = $2::text)'),
);

/**
 * $1 lookup key of an id, $2 lookup key of a uniqueId (an id goes first), $3 the id or null, $4 the uniqueId. With the
 * policy come the documents that are meant: the one named, or the members of the list named.
 */
export const loadPolicyByObject = statement<PolicyRow>(
  'load-policy-by-object',
  policyOf(
    `(select o.record_id from record.object_lookup o where o.key in ($1::text, $2::text)
      order by o.key limit 1)`,
    `array(
      select d.logical_id from record.document_entry d
        where d.record_id = r.record_id and d.logical_id = $3::uuid
      union select d.logical_id from record.document_entry d
        where d.record_id = r.record_id and d.entry_uuid = $3::uuid
      union select d.logical_id from record.document_entry d
        where d.record_id = r.record_id and d.is_latest and d.unique_id = $4::text
      union select m.member from record.membership m
        where m.record_id = r.record_id and m.list_uuid = $3::uuid)`,
  ),
);

// JSON writes a timestamptz with an offset; the record's instants are in UTC with milliseconds
const instantOfJson = (text: string | null): string | undefined =>
  text === null ? undefined : new Date(text).toISOString();

const relationOf = (json: RelationJson): Relation => ({
  id: json.id,
  kind: json.kind,
  ...optional('holder', json.holder),
  ...optional('holderName', json.holder_name),
  ...optional('holderProfession', json.holder_profession),
  ...optional('holderSpecialty', json.holder_specialty),
  from: new Date(json.from_at).toISOString(),
  ...optional('until', instantOfJson(json.until_at)),
  ...optional('endedAt', instantOfJson(json.ended_at)),
  ...optional('value', json.value),
  ...optional('purpose', json.purpose),
  origin: json.origin,
  createdBy: json.created_by,
  ...(json.secret ? { secret: true } : {}),
});

export const policyFrom = (row: PolicyRow): LoadedPolicy => ({
  recordId: row.record_id,
  personId: row.person_id,
  regime: row.regime,
  state: row.state,
  policyVersion: row.policy_version,
  birthDate: row.birth_date,
  identityStatus: row.identity_status,
  ...optional('openedAt', row.opened_at),
  ...optional('closedAt', row.closed_at),
  ...optional('closureReason', row.closure_reason),
  relations: row.relations.map(relationOf),
  named: row.named,
});
