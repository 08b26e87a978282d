// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { Secret, TOTP } from 'otpauth';
import { attemptChallenge, consumeChallenge, putChallenge } from './challenges.ts';
import type { Account, AccountPorts } from './ports.ts';

/** Of a new app. */
export const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** Steps before and after the present one: clocks differ. */
const WINDOW = 1;
/** Tries at confirming a new app. */
const ATTEMPTS = 10;

/** The app that holds this secret (RFC 6238). */
export const appOf = (secret: Uint8Array, label = ''): TOTP =>
  new TOTP({
    issuer: 'Dossier',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

/** The step for which this is the code (RFC 6238), among the present one and its neighbours. */
export const stepOf = (secret: Uint8Array, code: string, now: string): number | undefined => {
  const timestamp = Date.parse(now);
  const delta = appOf(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD_S) + delta;
};

/** Whether the code is of one of the account's apps; each step is taken once, also of two requests at the same time. */
export const useTotp = async (
  accountId: string,
  code: string,
  { pool, clock, secrets }: AccountPorts,
): Promise<boolean> => {
  const { rows } = await pool.query<{ readonly factor_id: string; readonly sealed_secret: Buffer }>(
    "select factor_id, sealed_secret from account.factor where account_id = $1 and kind = 'totp'",
    [accountId],
  );
  for (const { factor_id, sealed_secret } of rows) {
    const step = stepOf(secrets.openFactor(accountId, factor_id, sealed_secret), code, clock.now());
    if (step === undefined) continue;
    const { rowCount } = await pool.query(
      `update account.factor set last_step = $2, last_used_at = $3
      where factor_id = $1 and (last_step is null or last_step < $2)`,
      [factor_id, step, clock.now()],
    );
    if (rowCount === 1) return true;
  }
  return false;
};

/** A new secret for an app, which counts only when a code of it has come back. */
export const beginTotp = async (
  account: Account,
  token: string,
  ports: AccountPorts,
): Promise<{ readonly uri: string; readonly secret: string }> => {
  const secret = randomBytes(SECRET_BYTES);
  const expected = ports.secrets.sealFactor(account.accountId, 'new', secret);
  const { accountId } = account;
  await putChallenge(
    {
      token,
      purpose: 'enrol-totp',
      accountId,
      expected,
      attempts: ATTEMPTS,
      validMs: ports.rules.session.secondFactorMs,
    },
    ports,
  );
  const app = appOf(secret, account.email ?? account.name);
  return { uri: app.toString(), secret: app.secret.base32 };
};

/** Adds the app whose code came back. Fails with `sign-in-refused`. */
export const confirmTotp = async (
  account: Account,
  token: string,
  code: string,
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const asked = await attemptChallenge(token, 'enrol-totp', ports);
  if (asked?.account_id !== account.accountId) return fail(failure('sign-in-refused'));
  const secret = ports.secrets.openFactor(account.accountId, 'new', asked.expected);
  const step = stepOf(secret, code.replace(/\s/g, ''), ports.clock.now());
  if (step === undefined || !(await consumeChallenge(token, 'enrol-totp', ports)))
    return fail(failure('sign-in-refused'));
  await putTotp(account.accountId, { secret, lastStep: step }, ports);
  return ok(undefined);
};

export const putTotp = async (
  accountId: string,
  { secret, lastStep }: { readonly secret: Uint8Array; readonly lastStep: number | null },
  { pool, clock, uuid, secrets }: Pick<AccountPorts, 'pool' | 'clock' | 'uuid' | 'secrets'>,
): Promise<void> => {
  const factorId = uuid();
  await pool.query(
    `insert into account.factor (factor_id, account_id, kind, label, created_at, sealed_secret, last_step)
    values ($1, $2, 'totp', 'Application', $3, $4, $5)`,
    [factorId, accountId, clock.now(), secrets.sealFactor(accountId, factorId, secret), lastStep],
  );
};
