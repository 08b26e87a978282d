// SPDX-License-Identifier: Apache-2.0
import { transaction } from '../store/index.ts';
import type { AccountPorts } from './ports.ts';
import { asTyped, readableSecret } from './secrets.ts';

/** Groups of four characters: about 58 bits. */
const GROUPS = 3;

const hashOf = (accountId: string, code: string, { secrets }: AccountPorts): Buffer =>
  secrets.mac('recovery-code', `${accountId}:${asTyped(code)}`);

/** Makes new codes in the place of those before; they are shown this once. */
export const renewRecoveryCodes = async (accountId: string, ports: AccountPorts): Promise<readonly string[]> => {
  const codes = Array.from({ length: ports.rules.recoveryCodes }, () => readableSecret(GROUPS));
  const hashes = codes.map((code) => hashOf(accountId, code, ports));
  await transaction(ports.pool, async (client) => {
    await client.query('delete from account.recovery_code where account_id = $1', [accountId]);
    await client.query('insert into account.recovery_code (account_id, code_hash) select $1, unnest($2::bytea[])', [
      accountId,
      hashes,
    ]);
  });
  return codes;
};

/** Whether the code was one of them; it is no more. */
export const useRecoveryCode = async (accountId: string, code: string, ports: AccountPorts): Promise<boolean> => {
  const { rowCount } = await ports.pool.query(
    'delete from account.recovery_code where account_id = $1 and code_hash = $2',
    [accountId, hashOf(accountId, code, ports)],
  );
  return rowCount === 1;
};

export const countRecoveryCodes = async (accountId: string, { pool }: AccountPorts): Promise<number> => {
  const { rows } = await pool.query<{ readonly left: number }>(
    'select count(*)::int as left from account.recovery_code where account_id = $1',
    [accountId],
  );
  return rows[0]?.left ?? 0;
};
