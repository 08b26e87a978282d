// SPDX-License-Identifier: Apache-2.0
import { newToken, tokenHash } from '../accounts/index.ts';
import { asAgent } from './agents.ts';
import type { Agent, ConsolePorts } from './ports.ts';

/** Without a request for so long, a session is over; and after a working day in any case. */
const IDLE_MS = 15 * 60_000;
const WHOLE_MS = 8 * 3_600_000;
/** Time and tries to type the first code of the app. */
const ENROLLING_MS = 10 * 60_000;
const ENROLLING_ATTEMPTS = 10;

const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

/** What an enrolment will give the agent when its code comes back. */
export interface Pending {
  readonly passwordHash: string;
  readonly sealedSecret: Uint8Array;
}

/** Begins a session; answers the token for the cookie. */
export const beginSession = async (
  { agentId }: Agent,
  { pool, clock }: ConsolePorts,
  pending?: Pending,
): Promise<string> => {
  const token = newToken();
  const now = clock.now();
  await pool.query('delete from console.session where expires_at < $1', [now]);
  await pool.query(
    `insert into console.session
      (token_hash, agent_id, stage, created_at, idle_ends_at, expires_at, password_hash, sealed_secret, attempts_left)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tokenHash(token),
      agentId,
      pending ? 'enrolling' : 'signed-in',
      now,
      after(now, pending ? ENROLLING_MS : IDLE_MS),
      after(now, pending ? ENROLLING_MS : WHOLE_MS),
      pending?.passwordHash ?? null,
      pending?.sealedSecret ?? null,
      pending ? ENROLLING_ATTEMPTS : 0,
    ],
  );
  return token;
};

/** Who is signed in with this token; each call puts off the end by idleness. */
export const signedIn = async (
  token: string | undefined,
  { pool, clock }: ConsolePorts,
): Promise<Agent | undefined> => {
  if (token === undefined) return undefined;
  const now = clock.now();
  const { rows } = await pool.query<{ agent_id: string; login: string; name: string }>({
    name: 'console-session',
    text: `update console.session s set idle_ends_at = $3 from console.agent a
      where s.token_hash = $1 and s.stage = 'signed-in' and s.idle_ends_at > $2 and s.expires_at > $2
        and a.agent_id = s.agent_id and a.disabled_at is null
      returning a.agent_id, a.login, a.name`,
    values: [tokenHash(token), now, after(now, IDLE_MS)],
  });
  return rows[0] && asAgent(rows[0]);
};

export interface Enrolling {
  readonly agent: Agent;
  readonly pending: Pending;
}

/** An enrolment whose code is due. With `attempt` one try is taken from it, before the code is looked at. */
export const enrolling = async (
  token: string | undefined,
  { pool, clock }: ConsolePorts,
  attempt = false,
): Promise<Enrolling | undefined> => {
  if (token === undefined) return undefined;
  const { rows } = await pool.query<{
    agent_id: string;
    login: string;
    name: string;
    password_hash: string;
    sealed_secret: Buffer;
  }>(
    `update console.session s set attempts_left = s.attempts_left - $3 from console.agent a
    where s.token_hash = $1 and s.stage = 'enrolling' and s.expires_at > $2 and s.attempts_left > 0
      and a.agent_id = s.agent_id and a.disabled_at is null and a.enrolment_expires_at > $2
    returning a.agent_id, a.login, a.name, s.password_hash, s.sealed_secret`,
    [tokenHash(token), clock.now(), attempt ? 1 : 0],
  );
  const [row] = rows;
  return row && { agent: asAgent(row), pending: { passwordHash: row.password_hash, sealedSecret: row.sealed_secret } };
};

/** Of two callers one ends it. */
export const endSession = async (token: string | undefined, { pool }: ConsolePorts): Promise<boolean> => {
  const { rowCount } = await pool.query('delete from console.session where token_hash = $1', [tokenHash(token ?? '')]);
  return rowCount === 1;
};
