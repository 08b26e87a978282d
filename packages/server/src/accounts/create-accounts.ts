// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { JournalEntry } from '@dossier/core/journal';
import type { Pool } from 'pg';
import type { Clock } from '../record/index.ts';
import { loadCommonPasswords } from './password-rules.ts';
import { createPasswords } from './passwords.ts';
import type { AccountNotices, AccountPorts, AddressBook } from './ports.ts';
import { accountRules } from './rules.ts';
import { createSecrets } from './secrets.ts';
import { createThrottle } from './throttle.ts';

export interface AccountsOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly journal: (entry: JournalEntry) => Promise<void>;
  /** The installation's account key, 32 bytes. */
  readonly key: Uint8Array;
  /** File of passwords that may not be chosen, beside those that ship. */
  readonly commonPasswords?: string;
  readonly notices?: AccountNotices;
  readonly addressBook: AddressBook;
  readonly endElsewhere: AccountPorts['endElsewhere'];
}

/**
 * The room of local accounts over its tables.
 *
 * @throws StartError when the list of common passwords cannot be read
 */
export const createAccounts = async ({
  pool,
  clock,
  journal,
  key,
  commonPasswords,
  notices,
  addressBook,
  endElsewhere,
}: AccountsOptions): Promise<AccountPorts> => {
  const secrets = createSecrets(key);
  return {
    pool,
    clock,
    uuid: randomUUID,
    rules: accountRules,
    secrets,
    passwords: createPasswords(accountRules.hash),
    throttle: createThrottle({ pool, clock, secrets }),
    isCommon: await loadCommonPasswords(commonPasswords),
    journal,
    addressBook,
    endElsewhere,
    ...(notices && { notices }),
  };
};
