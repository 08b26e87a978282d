// SPDX-License-Identifier: Apache-2.0
import type { Pool } from 'pg';
import type { Account } from './ports.ts';

interface AccountRow {
  readonly account_id: string;
  readonly person_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly password_hash: string | null;
}

const COLUMNS = 'a.account_id, a.person_id, a.name, a.email, a.password_hash';

const accountOf = (row: AccountRow | undefined): Account | undefined =>
  row && {
    accountId: row.account_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    passwordHash: row.password_hash,
  };

/** One spelling of what people type to say who they are: an INS without blanks, an e-mail address in lower case. */
export const identifierOf = (typed: string): string => {
  const text = typed.normalize('NFKC').trim();
  return text.includes('@') ? text.toLowerCase() : text.replace(/[\s.-]/g, '').toUpperCase();
};

/** By e-mail address, or by any INS of the person, the one in use or a former one. */
export const findAccount = async (pool: Pool, identifier: string): Promise<Account | undefined> => {
  const { rows } = await pool.query<AccountRow>({
    name: 'find-account',
    text: `select ${COLUMNS} from account.account a where a.email = $1
      or a.person_id in (select i.person_id from identity.ins i where i.value = $1) limit 1`,
    values: [identifier],
  });
  return accountOf(rows[0]);
};

export const readAccount = async (pool: Pool, accountId: string): Promise<Account | undefined> => {
  const { rows } = await pool.query<AccountRow>({
    name: 'read-account',
    text: `select ${COLUMNS} from account.account a where a.account_id = $1`,
    values: [accountId],
  });
  return accountOf(rows[0]);
};

/** What is known of a person and must not be their password: e-mail, names, INS, birth date. */
export const knownOf = async (pool: Pool, { personId, email, name }: Account): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ readonly fact: string | null }>(
    `select i.value as fact from identity.ins i where i.person_id = $1
    union select p.traits->>'birthFamilyName' from identity.person p where p.person_id = $1
    union select p.traits->>'birthDate' from identity.person p where p.person_id = $1
    union select jsonb_array_elements_text(p.traits->'birthGivenNames') from identity.person p where p.person_id = $1`,
    [personId],
  );
  return [...rows.flatMap(({ fact }) => fact ?? []), ...name.split(/\s+/), ...(email ? [email] : [])];
};

/** Puts an account for a person, or finds the one that is there. Answers its id. */
export const ensureAccount = async (
  pool: Pool,
  { accountId, personId, name }: { readonly accountId: string; readonly personId: string; readonly name: string },
): Promise<string> => {
  const { rows } = await pool.query<{ readonly account_id: string }>(
    `insert into account.account (account_id, person_id, name) values ($1, $2, $3)
    on conflict (person_id) do update set name = excluded.name returning account_id`,
    [accountId, personId, name],
  );
  return rows[0]?.account_id ?? accountId;
};
