// SPDX-License-Identifier: Apache-2.0

/** Cost of argon2id. Hashes made under other parameters are made anew at the next sign-in. */
export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** At most `failures` in a window; then nothing until it ends. */
export interface Limit {
  readonly failures: number;
  readonly windowMs: number;
}

/** What an account must satisfy: data, with version and source, replaceable by the operator's profile. */
export interface AccountRules {
  readonly version: string;
  readonly validFrom: string;
  readonly source: string;
  readonly hash: HashCost;
  /** In characters after normalisation (NFKC). No rules of composition. */
  readonly passwordLength: { readonly min: number; readonly max: number };
  readonly activation: { readonly validMs: number };
  readonly code: { readonly digits: number; readonly validMs: number; readonly attempts: number };
  readonly session: { readonly secondFactorMs: number; readonly signedInMs: number };
  readonly ceremonyMs: number;
  readonly deviceMs: number;
  readonly recoveryCodes: number;
  /** Failures of one known device, or one source, on one account. */
  readonly own: Limit;
  /** Failures of one source on all accounts together. */
  readonly onSource: Limit;
  /** Failures of all unknown devices on one account. Never counted against a known device or a passkey. */
  readonly strangers: Limit;
  /** Codes sent to one account. */
  readonly sending: Limit;
  /** Level of assurance by the means used, in the words of the profile. */
  readonly assurance: { readonly password: string; readonly twoFactors: string };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const accountRules: AccountRules = {
  version: '1',
  validFrom: '2010-01-01',
  source:
    'ANSSI, Recommandations relatives à l’authentification multifacteur et aux mots de passe (2021); NIST SP 800-63B-4; OWASP Password Storage (argon2id 19 MiB, 2 passes); figures of throttling are our own',
  hash: { memoryKib: 19_456, passes: 2, parallelism: 1 },
  passwordLength: { min: 12, max: 128 },
  activation: { validMs: 60 * DAY },
  code: { digits: 6, validMs: 10 * MINUTE, attempts: 5 },
  session: { secondFactorMs: 10 * MINUTE, signedInMs: 30 * MINUTE },
  ceremonyMs: 5 * MINUTE,
  deviceMs: 180 * DAY,
  recoveryCodes: 10,
  own: { failures: 5, windowMs: 15 * MINUTE },
  onSource: { failures: 50, windowMs: HOUR },
  strangers: { failures: 60, windowMs: HOUR },
  sending: { failures: 8, windowMs: HOUR },
  assurance: { password: 'eidas1', twoFactors: 'eidas2' },
};
