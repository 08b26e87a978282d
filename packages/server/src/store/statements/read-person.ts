// SPDX-License-Identifier: Apache-2.0
import type { IdentityStatus, Traits } from '@dossier/core/identity';
import type { PersonView } from '../../record/ports.ts';
import { statement } from '../statement.ts';
import { optional } from '../values.ts';

export interface PersonRow {
  readonly person_id: string;
  readonly traits: Traits;
  readonly status: IdentityStatus;
  readonly identifiers: readonly {
    readonly oid: string;
    readonly value: string;
    readonly from: string;
    readonly until: string | null;
  }[];
}

/** $1 record. The INS in use first, then the former ones, the latest first. */
export const readPerson = statement<PersonRow>(
  'read-person',
  `select p.person_id, p.traits, p.status,
    coalesce((select json_agg(
        json_build_object('oid', i.oid, 'value', i.value, 'from', i.valid_from, 'until', i.valid_until)
        order by i.valid_until desc nulls first, i.valid_from desc, i.oid, i.value)
      from identity.ins i where i.person_id = p.person_id), '[]'::json) as identifiers
  from record.record r join identity.person p on p.person_id = r.person_id
  where r.record_id = $1::uuid`,
);

export const personFrom = (row: PersonRow): PersonView => ({
  personId: row.person_id,
  traits: row.traits,
  status: row.status,
  identifiers: row.identifiers.map(({ oid, value, from, until }) => ({
    ins: { oid, value },
    from: new Date(from).toISOString(),
    ...optional('until', until === null ? undefined : new Date(until).toISOString()),
  })),
});
