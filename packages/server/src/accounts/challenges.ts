// SPDX-License-Identifier: Apache-2.0
import type { AccountPorts } from './ports.ts';
import { tokenHash } from './secrets.ts';

export type Purpose = 'code' | 'prove-address' | 'enrol-code' | 'enrol-totp' | 'passkey-sign-in' | 'enrol-passkey';

/** What is expected back, kept for whoever holds the token (a cookie), for one purpose at a time. */
export interface Challenge {
  readonly token: string;
  readonly purpose: Purpose;
  readonly accountId: string | null;
  readonly expected: Uint8Array;
  readonly attempts: number;
  readonly validMs: number;
  readonly interaction?: string | null;
}

export const putChallenge = async (challenge: Challenge, { pool, clock }: AccountPorts): Promise<void> => {
  const now = clock.now();
  await pool.query('delete from account.challenge where expires_at < $1', [now]);
  await pool.query(
    `insert into account.challenge
      (token_hash, purpose, account_id, expected, attempts_left, interaction, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (token_hash, purpose) do update set account_id = excluded.account_id, expected = excluded.expected,
      attempts_left = excluded.attempts_left, interaction = excluded.interaction, expires_at = excluded.expires_at`,
    [
      tokenHash(challenge.token),
      challenge.purpose,
      challenge.accountId,
      challenge.expected,
      challenge.attempts,
      challenge.interaction ?? null,
      new Date(Date.parse(now) + challenge.validMs).toISOString(),
    ],
  );
};

interface ChallengeRow {
  readonly expected: Buffer;
  readonly account_id: string | null;
  readonly interaction: string | null;
}

/** Takes one attempt from what was asked, before it is looked at; undefined where there is none left, or nothing asked. */
export const attemptChallenge = async (
  token: string,
  purpose: Purpose,
  { pool, clock }: AccountPorts,
): Promise<ChallengeRow | undefined> => {
  const { rows } = await pool.query<ChallengeRow>(
    `update account.challenge set attempts_left = attempts_left - 1
    where token_hash = $1 and purpose = $2 and attempts_left > 0 and expires_at > $3
    returning expected, account_id, interaction`,
    [tokenHash(token), purpose, clock.now()],
  );
  return rows[0];
};

/** Takes the challenge away; true for the one caller who did. */
export const consumeChallenge = async (token: string, purpose: Purpose, { pool }: AccountPorts): Promise<boolean> => {
  const { rowCount } = await pool.query('delete from account.challenge where token_hash = $1 and purpose = $2', [
    tokenHash(token),
    purpose,
  ]);
  return rowCount === 1;
};
