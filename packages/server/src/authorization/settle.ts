// SPDX-License-Identifier: Apache-2.0
import type { Provider } from 'oidc-provider';
import type { Pool } from 'pg';
import { putAccount, putGrantContext } from './accounts.ts';
import { organizationAsked } from './backchannel.ts';
import { accountIdOf, type Choice, type ChoicePorts, choicesOf } from './choices.ts';
import type { DeviceAnswer, DeviceSignIn } from './device-sign-in.ts';
import { hashOf } from './hash.ts';
import { grantable } from './scopes.ts';
import type { SignedIn } from './signed-in.ts';

interface SettleOptions {
  readonly pool: Pool;
  readonly audience: string;
  readonly ports: ChoicePorts;
  readonly device: DeviceSignIn;
  readonly provider: () => Provider;
}

interface RequestPayload {
  readonly accountId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly params: { readonly request_context?: unknown };
}

const SLOW_DOWN_SECONDS = 5;

/** Puts the outcome where oidc-provider looks for it when the software asks (CIBA Core §10.1). */
const put = async (pool: Pool, hash: Buffer, outcome: object, grantId: string | null = null): Promise<void> => {
  await pool.query(
    `with gone as (delete from authorization_server.device_request where request_hash = $1::bytea)
     update authorization_server.artifact set payload = payload || $2::jsonb, grant_id = $3::text
     where model = 'BackchannelAuthenticationRequest' and id_hash = $1::bytea`,
    [hash, JSON.stringify(outcome), grantId],
  );
};

const refusal = (description: string) => ({ error: 'access_denied', errorDescription: description });

/** The one situation that was meant, or why there is none. */
const chosen = (choices: readonly Choice[], organization: string | undefined): Choice | string => {
  // An emergency is declared, or chosen on a page that says what it does.
  const usual = choices.filter(({ actor }) => actor.mode.kind === 'normal');
  const own =
    organization === undefined
      ? usual
      : usual.filter(({ actor }) => 'organization' in actor && actor.organization?.id === organization);
  const [choice, ...others] = own;
  if (choice === undefined) return 'no situation of practice holds, or not in this structure';
  if (others.length > 0) return 'several situations of practice hold: name the structure in request_context';
  return choice;
};

/**
 * Looks at the device whether the user has answered, when the software asks: at most once in the interval that the
 * provider wants, whichever process is asked.
 */
export const settler = ({ pool, audience, ports, device, provider }: SettleOptions) => {
  const conclude = async (hash: Buffer, { who, amr, acr, at }: SignedIn): Promise<void> => {
    const { rows } = await pool.query<{ payload: RequestPayload }>(
      `select payload from authorization_server.artifact
       where model = 'BackchannelAuthenticationRequest' and id_hash = $1::bytea`,
      [hash],
    );
    const request = rows[0]?.payload;
    if (request === undefined) return;
    const { accountId, clientId } = request;
    if (accountIdOf(who) !== accountId) return put(pool, hash, refusal('another user answered'));
    const choice = chosen(await choicesOf(who, ports), organizationAsked(request.params));
    if (typeof choice === 'string') return put(pool, hash, refusal(choice));
    const { Client, Grant } = provider();
    const scopes = grantable(request.scope, await Client.find(clientId));
    await putAccount(pool, accountId, who);
    const grant = new Grant({ accountId, clientId });
    grant.addOIDCScope(scopes.filter((scope) => !scope.includes('/')).join(' '));
    grant.addResourceScope(audience, scopes.join(' '));
    const grantId = await grant.save();
    await putGrantContext(pool, grantId, { accountId, choice: choice.id });
    await put(pool, hash, { grantId, acr, amr, authTime: Math.floor(Date.parse(at) / 1000) }, grantId);
  };

  const take = async (hash: Buffer, answer: DeviceAnswer): Promise<void> => {
    if (answer.outcome === 'done') return conclude(hash, answer.signedIn);
    if (answer.outcome === 'refused') return put(pool, hash, refusal('the user refused, or did not answer in time'));
    if (answer.outcome !== 'slow-down') return;
    await pool.query(
      `update authorization_server.device_request set interval_seconds = interval_seconds + $2::int
       where request_hash = $1::bytea`,
      [hash, SLOW_DOWN_SECONDS],
    );
  };

  return async (requestId: string): Promise<void> => {
    const hash = hashOf(requestId);
    const { rows } = await pool.query<{ asked: string }>(
      `update authorization_server.device_request set look_at = now() + make_interval(secs => interval_seconds)
       where request_hash = $1::bytea and look_at <= now() and expires_at > now() returning asked`,
      [hash],
    );
    const [row] = rows;
    if (row !== undefined) await take(hash, await device.look(row.asked));
  };
};
