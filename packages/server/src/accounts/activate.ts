// SPDX-License-Identifier: Apache-2.0
import { type Actor, type PartyKey, systemActor } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { nameInUse } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { DatabaseError } from 'pg';
import type { ActivationSecret, NamedPerson } from '../record/index.ts';
import { createPeople, type QualifiedPerson, transaction } from '../store/index.ts';
import { ensureAccount, findAccount, identifierOf, knownOf } from './accounts.ts';
import { tell, trace } from './events.ts';
import { checkPassword } from './password-rules.ts';
import type { Account, AccountPorts, Origin } from './ports.ts';
import { asTyped, readableSecret } from './secrets.ts';
import { beginSession } from './sessions.ts';
import { countersOf, type Step } from './sign-in.ts';

/** Groups of four characters: about 78 bits. */
const GROUPS = 4;

/** The person of an INS, whose identity was qualified when the record was opened; undefined where there is none. */
export const findPerson = async (insValue: string, { pool }: AccountPorts): Promise<NamedPerson | undefined> =>
  namedOf(await createPeople(pool).ofIns(identifierOf(insValue)));

const namedOf = (person: QualifiedPerson | undefined): NamedPerson | undefined =>
  person && { personId: person.personId, name: nameInUse(person.traits) };

/** A secret that takes the place of the one before, for whoever tells the person; not handed out yet. */
const makeSecret = async (
  person: NamedPerson,
  { pool, clock, rules, secrets, uuid }: AccountPorts,
): Promise<ActivationSecret & { readonly account: Account }> => {
  const accountId = await ensureAccount(pool, { accountId: uuid(), ...person });
  const secret = readableSecret(GROUPS);
  const expiresAt = new Date(Date.parse(clock.now()) + rules.activation.validMs).toISOString();
  await pool.query(
    `insert into account.activation (account_id, secret_hash, expires_at) values ($1, $2, $3)
    on conflict (account_id) do update set secret_hash = excluded.secret_hash, expires_at = excluded.expires_at`,
    [accountId, secrets.mac('activation', `${accountId}:${asTyped(secret)}`), expiresAt],
  );
  return { account: { accountId, ...person, email: null, passwordHash: null }, secret, expiresAt };
};

const handedOut = (account: Account, by: Actor, ports: AccountPorts): Promise<void> =>
  trace(account, { operation: 'account.hand-out-secret', outcome: 'success', by }, ports);

/**
 * Makes the secret that is handed to a person when all factors are lost, or none was ever there, and whoever hands it out
 * has seen who it is. It takes the place of the one before; it is answered this once.
 */
export const handOutSecret = async (
  person: NamedPerson,
  ports: AccountPorts,
  by: Actor = systemActor('accounts'),
): Promise<ActivationSecret> => {
  const { account, ...secret } = await makeSecret(person, ports);
  await handedOut(account, by, ports);
  return secret;
};

const isActive = async (personId: string, { pool }: AccountPorts): Promise<boolean> =>
  (await pool.query('select from account.account where person_id = $1 and activated_at is not null', [personId]))
    .rowCount !== 0;

/** The same at the opening of a record: whoever has an account that works keeps it. */
export const handOutAtOpening = async (
  person: NamedPerson,
  by: Actor,
  ports: AccountPorts,
): Promise<ActivationSecret | undefined> =>
  (await isActive(person.personId, ports)) ? undefined : handOutSecret(person, ports, by);

/** A secret on its way with a notice. */
interface SecretOnItsWay extends ActivationSecret {
  /** Journals that it went out. */
  readonly sent: () => Promise<void>;
}

/**
 * The secret that goes with the notice of an opening (regime fr-2022): made when the notice is sent, for it is kept
 * nowhere. Undefined for who has an account that works, and for who is no person of a record.
 */
export const secretForNotice = async (party: PartyKey, ports: AccountPorts): Promise<SecretOnItsWay | undefined> => {
  const person = namedOf(await createPeople(ports.pool).withId(party.replace(/^person:/, '')));
  if (person === undefined || (await isActive(person.personId, ports))) return undefined;
  const { account, ...secret } = await makeSecret(person, ports);
  return { ...secret, sent: () => handedOut(account, systemActor('notices'), ports) };
};

export interface Activation {
  readonly identifier: string;
  readonly secret: string;
  readonly password: string;
  /** To sign in with instead of the INS. */
  readonly email?: string;
  readonly interaction: string | null;
}

/**
 * Activates an account, or gives it back to who has lost every way into it: the secret is used up, what was there before
 * (factors, recovery codes, devices, sessions, applications that act for the person) is gone, and the second factor is due at once. Fails with
 * `sign-in-refused` (nobody, no secret, a wrong or old one: all the same), `sign-in-throttled`, `password-refused`,
 * `email-taken`.
 */
export const activate = async (
  { identifier, secret, password, email, interaction }: Activation,
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<Step, Failure>> => {
  const { pool, clock, rules, isCommon, passwords, secrets, throttle } = ports;
  const address = email === undefined || email.trim() === '' ? null : identifierOf(email);
  if (address !== null && !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(address)) return fail(failure('email-taken'));
  const name = identifierOf(identifier);
  const account = await findAccount(pool, name);
  const known = [
    name,
    ...(address === null ? [] : [address]),
    ...(account === undefined ? [] : await knownOf(pool, account)),
  ];
  const counters = await countersOf('activation', { name: account?.accountId ?? name }, origin, ports);
  if (!(await throttle.take(counters))) return fail(failure('sign-in-throttled'));
  // Whether the password will do is said to who holds the secret only; and it takes the same time to all.
  const hash = await passwords.hash(password);
  const accountId = account?.accountId ?? ports.uuid();
  const secretHash = secrets.mac('activation', `${accountId}:${asTyped(secret)}`);
  const { rowCount } = await pool.query(
    'select from account.activation where account_id = $1 and secret_hash = $2 and expires_at > $3',
    [accountId, secretHash, clock.now()],
  );
  if (rowCount === 0 || account === undefined) {
    if (account)
      await trace(account, { operation: 'account.activate', outcome: 'refused', reasons: ['secret-wrong'] }, ports);
    return fail(failure('sign-in-refused'));
  }
  const checked = checkPassword(password, { rules, isCommon, known });
  if (!checked.ok) {
    await throttle.giveBack(counters);
    return checked;
  }
  const outcome = await useSecret({ account, secretHash, hash, address }, ports);
  if (outcome !== 'done') return fail(failure(outcome));
  await throttle.giveBack(counters);
  await trace(account, { operation: 'account.activate', outcome: 'success' }, ports);
  await tell(account, ports, 'factor-changed');
  return ok({
    sessionToken: await beginSession({ accountId, stage: 'second-factor', amr: ['pwd'], interaction }, ports),
  });
};

const useSecret = async (
  {
    account: { accountId, personId },
    secretHash,
    hash,
    address,
  }: { account: Account; secretHash: Buffer; hash: string; address: string | null },
  { pool, clock, endElsewhere }: AccountPorts,
): Promise<'done' | 'sign-in-refused' | 'email-taken'> => {
  try {
    return await transaction(pool, async (client) => {
      const { rowCount } = await client.query(
        'delete from account.activation where account_id = $1 and secret_hash = $2 and expires_at > $3',
        [accountId, secretHash, clock.now()],
      );
      if (rowCount !== 1) return 'sign-in-refused'; // of two at the same time the other one had it
      for (const table of ['factor', 'recovery_code', 'session', 'device', 'challenge'])
        await client.query(`delete from account.${table} where account_id = $1`, [accountId]);
      await endElsewhere(client, personId);
      await client.query(
        `update account.account set password_hash = $2, email = coalesce($3, email), activated_at = $4, demo = false
        where account_id = $1`,
        [accountId, hash, address, clock.now()],
      );
      return 'done';
    });
  } catch (error) {
    if (error instanceof DatabaseError && error.constraint === 'account_email_key') return 'email-taken';
    throw error;
  }
};
