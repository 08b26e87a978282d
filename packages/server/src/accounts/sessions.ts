// SPDX-License-Identifier: Apache-2.0
import type { AccountPorts, Origin } from './ports.ts';
import { newToken, tokenHash } from './secrets.ts';

export interface Session {
  readonly sessionId: string;
  readonly accountId: string;
  readonly deviceId: string | null;
  readonly stage: 'second-factor' | 'signed-in';
  readonly amr: readonly string[];
  /** What the authorization server called the request that it sent here. */
  readonly interaction: string | null;
}

interface SessionRow {
  readonly session_id: string;
  readonly account_id: string;
  readonly device_id: string | null;
  readonly stage: Session['stage'];
  readonly amr: readonly string[];
  readonly interaction: string | null;
}

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString();

/**
 * Begins a session of this room and answers the token of its cookie. Every step begins another one: a token from before
 * the step, whoever put it into the browser, is worth nothing after it (session fixation).
 */
export const beginSession = async (
  {
    accountId,
    stage,
    amr,
    interaction,
    deviceId,
  }: Pick<Session, 'accountId' | 'stage' | 'amr' | 'interaction'> & { readonly deviceId?: string },
  { pool, clock, uuid, rules }: AccountPorts,
): Promise<string> => {
  const token = newToken();
  const now = clock.now();
  const ms = stage === 'signed-in' ? rules.session.signedInMs : rules.session.secondFactorMs;
  await pool.query('delete from account.session where expires_at < $1', [now]);
  await pool.query(
    `insert into account.session
      (session_id, token_hash, account_id, device_id, stage, amr, interaction, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [uuid(), tokenHash(token), accountId, deviceId ?? null, stage, amr, interaction, now, later(now, ms)],
  );
  return token;
};

export const readSession = async (
  token: string | undefined,
  { pool, clock }: AccountPorts,
): Promise<Session | undefined> => {
  if (token === undefined) return undefined;
  const { rows } = await pool.query<SessionRow>({
    name: 'read-account-session',
    text: `select session_id, account_id, device_id, stage, amr, interaction from account.session
      where token_hash = $1 and expires_at > $2`,
    values: [tokenHash(token), clock.now()],
  });
  const row = rows[0];
  return (
    row && {
      sessionId: row.session_id,
      accountId: row.account_id,
      deviceId: row.device_id,
      stage: row.stage,
      amr: row.amr,
      interaction: row.interaction,
    }
  );
};

/** Ends one session of an account; true where it was there. Of two callers one ends it. */
export const endSession = async (accountId: string, sessionId: string, { pool }: AccountPorts): Promise<boolean> => {
  const { rowCount } = await pool.query('delete from account.session where account_id = $1 and session_id = $2', [
    accountId,
    sessionId,
  ]);
  return rowCount === 1;
};

export const endOtherSessions = async (accountId: string, kept: string, { pool }: AccountPorts): Promise<void> => {
  await pool.query('delete from account.session where account_id = $1 and session_id <> $2', [accountId, kept]);
};

export interface Device {
  readonly deviceId: string;
  readonly label: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** The device of the cookie, where it belongs to this account. */
export const knownDevice = async (
  accountId: string | undefined,
  { deviceToken }: Origin,
  { pool, clock, rules }: AccountPorts,
): Promise<string | undefined> => {
  const since = later(clock.now(), -rules.deviceMs);
  const { rows } = await pool.query<{ readonly device_id: string }>({
    name: 'known-device',
    text: 'select device_id from account.device where token_hash = $1 and account_id = $2 and last_seen_at > $3',
    values: [tokenHash(deviceToken ?? ''), accountId ?? null, since],
  });
  return rows[0]?.device_id;
};

/** Remembers the browser; answers the token for its cookie where it was not known. */
export const rememberDevice = async (
  accountId: string,
  origin: Origin,
  ports: AccountPorts,
): Promise<{ readonly deviceId: string; readonly token?: string }> => {
  const { pool, clock, uuid } = ports;
  const known = await knownDevice(accountId, origin, ports);
  if (known !== undefined) {
    await pool.query('update account.device set last_seen_at = $2 where device_id = $1', [known, clock.now()]);
    return { deviceId: known };
  }
  const [deviceId, token] = [uuid(), newToken()];
  await pool.query(
    `insert into account.device (device_id, account_id, token_hash, label, first_seen_at, last_seen_at)
    values ($1, $2, $3, $4, $5, $5)`,
    [deviceId, accountId, tokenHash(token), origin.deviceLabel, clock.now()],
  );
  return { deviceId, token };
};

export const listDevices = async (accountId: string, { pool }: AccountPorts): Promise<readonly Device[]> => {
  const { rows } = await pool.query<{ device_id: string; label: string; first_seen_at: string; last_seen_at: string }>(
    `select device_id, label, first_seen_at, last_seen_at from account.device where account_id = $1
    order by last_seen_at desc, device_id`,
    [accountId],
  );
  return rows.map((row) => ({
    deviceId: row.device_id,
    label: row.label,
    firstSeenAt: new Date(row.first_seen_at),
    lastSeenAt: new Date(row.last_seen_at),
  }));
};

/** Forgets a browser and ends what is signed in there. */
export const forgetDevice = async (accountId: string, deviceId: string, { pool }: AccountPorts): Promise<boolean> => {
  const { rowCount } = await pool.query('delete from account.device where account_id = $1 and device_id = $2', [
    accountId,
    deviceId,
  ]);
  return rowCount === 1;
};

/** Ends all sessions of a person. */
export const endSessionsOf = async (personId: string, { pool }: Pick<AccountPorts, 'pool'>): Promise<void> => {
  await pool.query(
    'delete from account.session where account_id in (select account_id from account.account where person_id = $1)',
    [personId],
  );
};
