// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { findAccount, identifierOf, readAccount } from './accounts.ts';
import { attemptChallenge, consumeChallenge, putChallenge } from './challenges.ts';
import { tell, trace } from './events.ts';
import type { Account, AccountPorts, Channel, Origin } from './ports.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { numericCode, tokenHash } from './secrets.ts';
import { beginSession, endSession, knownDevice, rememberDevice, type Session } from './sessions.ts';
import type { Counter } from './throttle.ts';
import { useTotp } from './totp.ts';

/** Cookies that the browser gets after a step. */
export interface Step {
  readonly sessionToken: string;
  /** Absent: the browser is known already. */
  readonly deviceToken?: string;
}

/**
 * What an attempt is counted against. A known device has a counter of its own, which nobody else can wear down; others
 * share one for each source on the account, one for the source, and one for all strangers on the account.
 */
export const countersOf = async (
  kind: 'password' | 'second-factor' | 'activation',
  subject: { readonly name: string; readonly accountId?: string },
  origin: Origin,
  ports: AccountPorts,
): Promise<readonly Counter[]> => {
  const { own, onSource, strangers } = ports.rules;
  const device = await knownDevice(subject.accountId, origin, ports);
  if (device !== undefined) return [{ key: `${kind}:device:${device}`, limit: own }];
  return [
    { key: `${kind}:own:${subject.name}:${origin.source}`, limit: own },
    { key: `source:${origin.source}`, limit: onSource },
    { key: `${kind}:strangers:${subject.name}`, limit: strangers },
  ];
};

/**
 * First step: who, and the password. What is answered and how long it takes is the same whether there is no such account,
 * it is not activated, or the password is wrong. Fails with `sign-in-refused` or `sign-in-throttled`.
 */
export const checkPasswordStep = async (
  {
    identifier,
    password,
    interaction,
  }: { readonly identifier: string; readonly password: string; readonly interaction: string | null },
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<Step, Failure>> => {
  const name = identifierOf(identifier);
  const account = await findAccount(ports.pool, name);
  // By account where there is one, so that two names of one account are not two series of attempts.
  const subject = { name: account?.accountId ?? name, ...(account && { accountId: account.accountId }) };
  const counters = await countersOf('password', subject, origin, ports);
  if (!(await ports.throttle.take(counters))) return fail(failure('sign-in-throttled'));
  const { right, outdated } = await ports.passwords.verify(account?.passwordHash ?? null, password);
  if (!right || account === undefined) {
    if (account?.passwordHash)
      await trace(account, { operation: 'account.sign-in', outcome: 'refused', reasons: ['password-wrong'] }, ports);
    return fail(failure('sign-in-refused'));
  }
  await ports.throttle.giveBack(counters);
  if (outdated)
    await ports.pool.query(
      'update account.account set password_hash = $2 where account_id = $1 and password_hash = $3',
      [account.accountId, await ports.passwords.hash(password), account.passwordHash],
    );
  const { accountId } = account;
  return ok({
    sessionToken: await beginSession({ accountId, stage: 'second-factor', amr: ['pwd'], interaction }, ports),
  });
};

/** Ends what is on, and begins the session in which the person is signed in. */
export const complete = async (
  account: Account,
  {
    amr,
    interaction,
    from,
  }: { readonly amr: readonly string[]; readonly interaction: string | null; readonly from?: string },
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<Step, Failure>> => {
  const { accountId } = account;
  if (from !== undefined && !(await endSession(accountId, from, ports))) return fail(failure('sign-in-needed'));
  const device = await rememberDevice(accountId, origin, ports);
  await trace(
    account,
    {
      operation: 'account.sign-in',
      outcome: 'success',
      detail: { methods: amr.join(' '), newDevice: device.token !== undefined },
    },
    ports,
  );
  if (device.token !== undefined) await tell(account, ports, 'new-device', { device: origin.deviceLabel });
  const { deviceId } = device;
  const sessionToken = await beginSession({ accountId, stage: 'signed-in', amr, interaction, deviceId }, ports);
  return ok({ sessionToken, ...(device.token !== undefined && { deviceToken: device.token }) });
};

const CODE_PURPOSE = 'code' as const;
const MINUTE_MS = 60_000;

/** Sends a one-time code for the second step, by a way that the person has put as a factor. Fails with `factor-unknown`. */
export const sendSignInCode = async (
  session: Session,
  sessionToken: string,
  channel: Channel,
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const { rowCount } = await ports.pool.query('select from account.factor where account_id = $1 and kind = $2', [
    session.accountId,
    channel,
  ]);
  const account = await readAccount(ports.pool, session.accountId);
  if (rowCount === 0 || account === undefined || ports.notices === undefined) return fail(failure('factor-unknown'));
  return sendCode(account, { purpose: CODE_PURPOSE, token: sessionToken, channel }, ports);
};

/** Sends a code and keeps what it must be; as many as a person may need, not as many as somebody may want to be sent. */
export const sendCode = async (
  { accountId, personId }: Account,
  {
    purpose,
    token,
    channel,
  }: { readonly purpose: 'code' | 'enrol-code'; readonly token: string; readonly channel: Channel },
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const { rules, throttle, notices, secrets } = ports;
  if (!(await throttle.take([{ key: `sending:${accountId}`, limit: rules.sending }])))
    return fail(failure('sign-in-throttled'));
  const code = numericCode(rules.code.digits);
  const { attempts, validMs } = rules.code;
  // The channel goes into the hash: it says by which way the code came back.
  const expected = secrets.mac(purpose, `${tokenHash(token).toString('hex')}:${channel}:${code}`);
  await putChallenge({ token, purpose, accountId, expected, attempts, validMs }, ports);
  await notices?.sendCode(`person:${personId}`, channel, code, Math.floor(validMs / MINUTE_MS));
  return ok(undefined);
};

/** The way by which the code came that was typed, once; undefined when it is wrong, used up or too old. */
export const takeCode = async (
  token: string,
  { purpose, code }: { readonly purpose: 'code' | 'enrol-code'; readonly code: string },
  ports: AccountPorts,
): Promise<Channel | undefined> => {
  const asked = await attemptChallenge(token, purpose, ports);
  if (asked === undefined) return undefined;
  const hex = tokenHash(token).toString('hex');
  const channel = (['email', 'sms'] as const).find((way) =>
    asked.expected.equals(ports.secrets.mac(purpose, `${hex}:${way}:${code}`)),
  );
  return channel !== undefined && (await consumeChallenge(token, purpose, ports)) ? channel : undefined;
};

/**
 * Second step: a code of the authenticator app, one that was sent, or a recovery code. Guesses are bounded for each code,
 * for each device or source, and for all strangers together. Fails with `sign-in-refused`, `sign-in-throttled`, or
 * `sign-in-needed` where the first step is not done.
 */
export const checkSecondFactor = async (
  session: Session,
  { token, code }: { readonly token: string; readonly code: string },
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<Step, Failure>> => {
  const account = await readAccount(ports.pool, session.accountId);
  if (account === undefined || session.stage !== 'second-factor') return fail(failure('sign-in-needed'));
  const counters = await countersOf(
    'second-factor',
    { name: account.accountId, accountId: account.accountId },
    origin,
    ports,
  );
  if (!(await ports.throttle.take(counters))) return fail(failure('sign-in-throttled'));
  const method = await methodOf(account, token, code, ports);
  if (method === undefined) {
    await trace(account, { operation: 'account.sign-in', outcome: 'refused', reasons: ['code-wrong'] }, ports);
    return fail(failure('sign-in-refused'));
  }
  await ports.throttle.giveBack(counters);
  const { interaction, sessionId: from } = session;
  if (method === 'recovery') await tell(account, ports, 'factor-changed');
  const amr = method === 'sms' ? ['pwd', 'sms', 'mfa'] : ['pwd', 'otp', 'mfa'];
  return complete(account, { amr, interaction, from }, origin, ports);
};

const methodOf = async (
  account: Account,
  token: string,
  typed: string,
  ports: AccountPorts,
): Promise<'totp' | 'email' | 'sms' | 'recovery' | undefined> => {
  const digits = typed.replace(/\s/g, '');
  if (/^\d{6}$/.test(digits)) {
    const channel = await takeCode(token, { purpose: CODE_PURPOSE, code: digits }, ports);
    return channel ?? ((await useTotp(account.accountId, digits, ports)) ? 'totp' : undefined);
  }
  return (await useRecoveryCode(account.accountId, typed, ports)) ? 'recovery' : undefined;
};
