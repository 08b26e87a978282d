// SPDX-License-Identifier: Apache-2.0
import type { Ins, Traits } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { isSamePerson, type Pivot } from './france-connect.ts';

/** A person with a record. */
export interface KnownPerson {
  readonly personId: string;
  readonly name: string;
  readonly ins?: Ins;
}

interface Row {
  readonly person_id: string;
  readonly traits: Traits;
  readonly oid: string | null;
  readonly value: string | null;
}

/** $1 birth date: qualified persons who were born then, with their current INS. */
const bornOn = `
select p.person_id, p.traits, i.oid, i.value
from identity.person p
left join identity.ins i on i.person_id = p.person_id and i.valid_until is null
where p.traits ->> 'birthDate' = $1 and p.status = 'qualified'`;

const boundTo = `select person_id from federation.subject where provider = $1 and subject = $2`;

/** Nothing where either of the two is bound to somebody else: then the next look does not find what it expects. */
const bind = `
insert into federation.subject (provider, subject, person_id, bound_at) values ($1, $2, $3, $4)
on conflict do nothing`;

const knownOf = ({ person_id, traits, oid, value }: Row): KnownPerson => ({
  personId: person_id,
  name: `${traits.usedGivenName ?? traits.birthGivenNames[0] ?? ''} ${traits.usedFamilyName ?? traits.birthFamilyName}`.trim(),
  ...(oid !== null && value !== null && { ins: { oid, value } }),
});

/**
 * The one person whom a pivot identity names. At the first sign-in the subject of the provider is bound to the person; from
 * then on both must agree, so that neither a changed identity nor another subject leads to the record. Undefined for
 * nobody, several, and a contradiction alike.
 */
export const findPerson = async (
  pool: Pool,
  {
    provider,
    subject,
    pivot,
    at,
  }: { readonly provider: string; readonly subject: string; readonly pivot: Pivot; readonly at: Instant },
): Promise<KnownPerson | undefined> => {
  const { rows } = await pool.query<Row>(bornOn, [pivot.birthDate]);
  const same = rows.filter(({ traits }) => isSamePerson(pivot, traits));
  const [first] = same;
  if (first === undefined || same.some(({ person_id }) => person_id !== first.person_id)) return undefined;
  await pool.query(bind, [provider, subject, first.person_id, at]);
  const bound = await pool.query<{ person_id: string }>(boundTo, [provider, subject]);
  return bound.rows[0]?.person_id === first.person_id ? knownOf(first) : undefined;
};
