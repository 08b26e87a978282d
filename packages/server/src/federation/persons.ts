// SPDX-License-Identifier: Apache-2.0
import { type Ins, nameInUse, type Traits } from '@dossier/core/identity';
import type { Instant } from '@dossier/core/time';
import type { Pool } from 'pg';
import { isSamePerson, type Pivot } from './france-connect.ts';

/** A person with a record. */
export interface KnownPerson {
  readonly personId: string;
  readonly name: string;
  readonly ins?: Ins;
}

/** Persons of a qualified identity who were born on a day. */
export type BornOn = (
  birthDate: string,
) => Promise<readonly { readonly personId: string; readonly traits: Traits; readonly ins?: Ins }[]>;

const boundTo = `select person_id from federation.subject where provider = $1 and subject = $2`;

/** Nothing where either of the two is bound to somebody else: then the next look does not find what it expects. */
const bind = `
insert into federation.subject (provider, subject, person_id, bound_at) values ($1, $2, $3, $4)
on conflict do nothing`;

/**
 * The one person whom a pivot identity names. At the first sign-in the subject of the provider is bound to the person; from
 * then on both must agree, so that neither a changed identity nor another subject leads to the record. Undefined for
 * nobody, several, and a contradiction alike.
 */
export const findPerson = async (
  { pool, bornOn }: { readonly pool: Pool; readonly bornOn: BornOn },
  {
    provider,
    subject,
    pivot,
    at,
  }: { readonly provider: string; readonly subject: string; readonly pivot: Pivot; readonly at: Instant },
): Promise<KnownPerson | undefined> => {
  const same = (await bornOn(pivot.birthDate)).filter(({ traits }) => isSamePerson(pivot, traits));
  const [first] = same;
  if (first === undefined || same.some(({ personId }) => personId !== first.personId)) return undefined;
  const { personId, traits, ins } = first;
  await pool.query(bind, [provider, subject, personId, at]);
  const bound = await pool.query<{ person_id: string }>(boundTo, [provider, subject]);
  if (bound.rows[0]?.person_id !== personId) return undefined;
  return { personId, name: nameInUse(traits), ...(ins && { ins }) };
};
