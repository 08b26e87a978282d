// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { readAccount } from './accounts.ts';
import { attemptChallenge, consumeChallenge, putChallenge } from './challenges.ts';
import { tell, trace } from './events.ts';
import type { Account, AccountPorts, Origin } from './ports.ts';
import { complete, type Step } from './sign-in.ts';

/** The site for which passkeys are made (WebAuthn §4, relying party). */
export interface Site {
  /** Host name without port. */
  readonly id: string;
  readonly origin: string;
}

const bytesOf = (challenge: string): Buffer => Buffer.from(challenge, 'base64url');

/** Takes the challenge of this browser away, whatever comes of it: an answer counts once. */
const takeChallenge = async (token: string, purpose: 'passkey-sign-in' | 'enrol-passkey', ports: AccountPorts) => {
  const asked = await attemptChallenge(token, purpose, ports);
  return asked && (await consumeChallenge(token, purpose, ports)) ? asked : undefined;
};

/** What the browser needs to sign in with any passkey that it has for this site; the token binds the answer to it. */
export const beginPasskeySignIn = async (
  { token, interaction, site }: { readonly token: string; readonly interaction: string | null; readonly site: Site },
  ports: AccountPorts,
): Promise<PublicKeyCredentialRequestOptionsJSON> => {
  const options = await generateAuthenticationOptions({ rpID: site.id, userVerification: 'required' });
  const expected = bytesOf(options.challenge);
  const validMs = ports.rules.ceremonyMs;
  await putChallenge(
    { token, purpose: 'passkey-sign-in', accountId: null, expected, attempts: 1, validMs, interaction },
    ports,
  );
  return options;
};

interface PasskeyRow {
  readonly factor_id: string;
  readonly account_id: string;
  readonly public_key: Buffer;
  readonly counter: string;
  readonly suspended_at: Date | null;
}

/**
 * Signs in with a passkey alone: it is something one has, opened by something one is or knows (user verification). A
 * counter that went back means that there are two of it: it is suspended, noted and told (WebAuthn §6.1.1). Fails with
 * `sign-in-refused`.
 */
export const finishPasskeySignIn = async (
  {
    token,
    response,
    site,
  }: { readonly token: string; readonly response: AuthenticationResponseJSON; readonly site: Site },
  origin: Origin,
  ports: AccountPorts,
): Promise<Result<Step, Failure>> => {
  const refused = fail(failure('sign-in-refused'));
  const asked = await takeChallenge(token, 'passkey-sign-in', ports);
  if (asked === undefined) return refused;
  const { rows } = await ports.pool.query<PasskeyRow>(
    'select factor_id, account_id, public_key, counter, suspended_at from account.factor where credential_id = $1',
    [String(response.id)],
  );
  const passkey = rows[0];
  const account = passkey && (await readAccount(ports.pool, passkey.account_id));
  if (passkey === undefined || account === undefined || passkey.suspended_at !== null) return refused;
  const verification = await verifyAuthenticationResponse({
    response,
    expectedChallenge: asked.expected.toString('base64url'),
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    // The counter is compared below, together with being kept, so that two answers at the same time are seen too.
    credential: { id: response.id, publicKey: new Uint8Array(passkey.public_key), counter: 0 },
  }).catch(() => undefined);
  if (!verification?.verified) {
    await trace(account, { operation: 'account.sign-in', outcome: 'refused', reasons: ['passkey-wrong'] }, ports);
    return refused;
  }
  const { rowCount } = await ports.pool.query(
    `update account.factor set counter = $2, last_used_at = $3
    where factor_id = $1 and suspended_at is null and (counter < $2 or (counter = 0 and $2 = 0))`,
    [passkey.factor_id, verification.authenticationInfo.newCounter, ports.clock.now()],
  );
  if (rowCount !== 1) {
    await suspend(account, passkey.factor_id, ports);
    return refused;
  }
  return complete(account, { amr: ['hwk', 'user', 'mfa'], interaction: asked.interaction }, origin, ports);
};

const suspend = async (account: Account, factorId: string, ports: AccountPorts): Promise<void> => {
  await ports.pool.query('update account.factor set suspended_at = $2 where factor_id = $1', [
    factorId,
    ports.clock.now(),
  ]);
  await trace(account, { operation: 'account.sign-in', outcome: 'refused', reasons: ['passkey-cloned'] }, ports);
  await tell(account, ports, 'factor-changed');
};

export const beginPasskey = async (
  account: Account,
  { token, site }: { readonly token: string; readonly site: Site },
  ports: AccountPorts,
): Promise<PublicKeyCredentialCreationOptionsJSON> => {
  const { rows } = await ports.pool.query<{ readonly credential_id: string }>(
    "select credential_id from account.factor where account_id = $1 and kind = 'passkey'",
    [account.accountId],
  );
  const options = await generateRegistrationOptions({
    rpName: 'Dossier',
    rpID: site.id,
    userName: account.email ?? account.name,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.accountId)),
    attestationType: 'none',
    excludeCredentials: rows.map(({ credential_id }) => ({ id: credential_id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const { accountId } = account;
  const expected = bytesOf(options.challenge);
  await putChallenge(
    { token, purpose: 'enrol-passkey', accountId, expected, attempts: 1, validMs: ports.rules.ceremonyMs },
    ports,
  );
  return options;
};

/** Adds the passkey that the browser has made. Fails with `sign-in-refused`. */
export const finishPasskey = async (
  account: Account,
  {
    token,
    response,
    label,
    site,
  }: {
    readonly token: string;
    readonly response: RegistrationResponseJSON;
    readonly label: string;
    readonly site: Site;
  },
  ports: AccountPorts,
): Promise<Result<undefined, Failure>> => {
  const asked = await takeChallenge(token, 'enrol-passkey', ports);
  if (asked?.account_id !== account.accountId) return fail(failure('sign-in-refused'));
  const verification = await verifyRegistrationResponse({
    response,
    expectedChallenge: asked.expected.toString('base64url'),
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!verification?.verified) return fail(failure('sign-in-refused'));
  const { id, publicKey, counter } = verification.registrationInfo.credential;
  const { rowCount } = await ports.pool.query(
    `insert into account.factor (factor_id, account_id, kind, label, created_at, credential_id, public_key, counter)
    values ($1, $2, 'passkey', $3, $4, $5, $6, $7) on conflict (credential_id) do nothing`,
    [randomUUID(), account.accountId, label, ports.clock.now(), id, Buffer.from(publicKey), counter],
  );
  return rowCount === 1 ? ok(undefined) : fail(failure('sign-in-refused'));
};
