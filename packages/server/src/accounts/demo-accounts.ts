// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Pool } from 'pg';
import { StartError } from '../start-error.ts';
import { ensureAccount } from './accounts.ts';
import type { AccountPorts } from './ports.ts';
import { putTotp } from './totp.ts';

/** A fictional person with an account that everybody may use. */
export interface DemoPerson {
  readonly key: string;
  readonly personId: string;
  readonly name: string;
}

export const demoSecret = (key: string): Buffer =>
  createHash('sha256').update(`dossier-demo:totp:${key}`).digest().subarray(0, 20);

const demoEmail = (key: string): string => `${key}@demo.example`;

export const demoPassword = (key: string): string => `demo password of ${key}`;

/** What the authenticator app of a demo account shows now. */
export const demoCode = (key: string, at: string): string =>
  new TOTP({ secret: new Secret({ buffer: Uint8Array.from(demoSecret(key)).buffer }) }).generate({
    timestamp: Date.parse(at),
  });

/**
 * Gives the people of the demo an account each, with an address, a password and an app that everybody knows; accounts
 * that are there are left as they are. Answers what to sign in with.
 */
export const ensureDemoAccounts = async (
  people: readonly DemoPerson[],
  ports: AccountPorts,
): Promise<readonly { readonly key: string; readonly email: string; readonly password: string }[]> => {
  for (const { key, personId, name } of people) {
    const accountId = await ensureAccount(ports.pool, { accountId: ports.uuid(), personId, name });
    const { rowCount } = await ports.pool.query(
      `update account.account set password_hash = $2, email = $3, activated_at = $4, demo = true
      where account_id = $1 and password_hash is null`,
      [accountId, await ports.passwords.hash(demoPassword(key)), demoEmail(key), ports.clock.now()],
    );
    if (rowCount === 1) await putTotp(accountId, { secret: demoSecret(key), lastStep: null }, ports);
  }
  return people.map(({ key }) => ({ key, email: demoEmail(key), password: demoPassword(key) }));
};

/** Refuses to go on with accounts whose passwords everybody knows. Throws a StartError. */
export const refuseDemoAccounts = async (pool: Pool): Promise<void> => {
  const { rowCount } = await pool.query('select from account.account where demo limit 1');
  if (rowCount !== 0)
    throw new StartError(
      'This database holds accounts of the demo, whose passwords everybody knows; production needs another.',
    );
};
