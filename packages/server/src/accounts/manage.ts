// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { transaction } from '../store/index.ts';
import { knownOf } from './accounts.ts';
import { tell, trace } from './events.ts';
import { checkPassword } from './password-rules.ts';
import type { Account, AccountPorts, Channel, Origin } from './ports.ts';
import { endOtherSessions } from './sessions.ts';
import { countersOf, sendCode, takeCode } from './sign-in.ts';

export interface Factor {
  readonly factorId: string;
  readonly kind: 'totp' | 'passkey' | Channel;
  readonly label: string;
  readonly suspended: boolean;
}

export const listFactors = async (accountId: string, { pool }: AccountPorts): Promise<readonly Factor[]> => {
  const { rows } = await pool.query<{ factor_id: string; kind: Factor['kind']; label: string; suspended: boolean }>(
    `select factor_id, kind, label, suspended_at is not null as suspended from account.factor
    where account_id = $1 order by created_at, factor_id`,
    [accountId],
  );
  return rows.map(({ factor_id, ...more }) => ({ factorId: factor_id, ...more }));
};

/** After a factor was added: its trace, and a word to the person. */
export const noteAdded = async (account: Account, kind: Factor['kind'], ports: AccountPorts): Promise<void> => {
  await trace(account, { operation: 'account.add-factor', outcome: 'success', detail: { kind } }, ports);
  await tell(account, ports, 'factor-changed');
};

/** Removes a factor, not the last one that works. Fails with `factor-unknown` or `factor-last`. */
export const removeFactor = async (
  account: Account,
  factorId: string,
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const removed = await transaction(ports.pool, async (client) => {
    // Of two removals at the same time the second one sees what the first has left.
    await client.query('select from account.account where account_id = $1 for update', [account.accountId]);
    const { rows } = await client.query<{ factor_id: string; kind: Factor['kind']; suspended_at: Date | null }>(
      'select factor_id, kind, suspended_at from account.factor where account_id = $1',
      [account.accountId],
    );
    const factor = rows.find(({ factor_id }) => factor_id === factorId);
    if (factor === undefined) return 'factor-unknown';
    const left = rows.filter(({ factor_id, suspended_at }) => factor_id !== factorId && suspended_at === null);
    if (left.length === 0) return 'factor-last';
    await client.query('delete from account.factor where factor_id = $1', [factorId]);
    return { kind: factor.kind };
  });
  if (typeof removed === 'string') return fail(failure(removed));
  await trace(
    account,
    { operation: 'account.remove-factor', outcome: 'success', detail: { kind: removed.kind } },
    ports,
  );
  await tell(account, ports, 'factor-changed');
  return ok(undefined);
};

/** The ways to be sent codes that are not factors yet. */
export const channelsToAdd = async (account: Account, ports: AccountPorts): Promise<readonly Channel[]> => {
  const reachable = (await ports.notices?.channelsOf(`person:${account.personId}`)) ?? [];
  const kinds = (await listFactors(account.accountId, ports)).map(({ kind }) => kind);
  return reachable.filter((channel) => !kinds.includes(channel));
};

/** Sends a code by a way that shall become a factor. Fails with `factor-unknown`, `sign-in-throttled`. */
export const beginChannel = async (
  account: Account,
  token: string,
  channel: Channel,
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  if (!(await channelsToAdd(account, ports)).includes(channel)) return fail(failure('factor-unknown'));
  return sendCode(account, { purpose: 'enrol-code', token, channel }, ports);
};

/** Adds the way by which the code came. Fails with `sign-in-refused`. */
export const confirmChannel = async (
  account: Account,
  token: string,
  code: string,
  ports: AccountPorts,
): Promise<Result<Channel, Failure>> => {
  const channel = await takeCode(token, { purpose: 'enrol-code', code: code.replace(/\s/g, '') }, ports);
  if (channel === undefined) return fail(failure('sign-in-refused'));
  await ports.pool.query(
    'insert into account.factor (factor_id, account_id, kind, label, created_at) values ($1, $2, $3, $3, $4)',
    [ports.uuid(), account.accountId, channel, ports.clock.now()],
  );
  return ok(channel);
};

/**
 * Changes the password of who knows the present one; every other session ends. Fails with `sign-in-refused`,
 * `sign-in-throttled`, `password-refused`.
 */
export const changePassword = async (
  account: Account,
  { present, next, sessionId }: { readonly present: string; readonly next: string; readonly sessionId: string },
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const { accountId, passwordHash } = account;
  const counters = await countersOf('password', { name: accountId, accountId }, origin, ports);
  if (!(await ports.throttle.take(counters))) return fail(failure('sign-in-throttled'));
  const { right } = await ports.passwords.verify(passwordHash, present);
  if (!right) {
    await trace(
      account,
      { operation: 'account.change-password', outcome: 'refused', reasons: ['password-wrong'] },
      ports,
    );
    return fail(failure('sign-in-refused'));
  }
  await ports.throttle.giveBack(counters);
  const { rules, isCommon } = ports;
  const checked = checkPassword(next, { rules, isCommon, known: await knownOf(ports.pool, account) });
  if (!checked.ok) return checked;
  await ports.pool.query('update account.account set password_hash = $2, demo = false where account_id = $1', [
    accountId,
    await ports.passwords.hash(next),
  ]);
  await endOtherSessions(accountId, sessionId, ports);
  await trace(account, { operation: 'account.change-password', outcome: 'success' }, ports);
  await tell(account, ports, 'factor-changed');
  return ok(undefined);
};
