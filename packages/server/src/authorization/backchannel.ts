// SPDX-License-Identifier: Apache-2.0
import { isClinical } from '@dossier/core/scopes';
import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Pool } from 'pg';
import type { DeviceSignIn } from './device-sign-in.ts';
import { hashOf } from './hash.ts';
import { grantable, parsed } from './scopes.ts';

export const BACKCHANNEL_SECONDS = 300;
/** Requests that may wait for one user at a time: nobody is to be worn down into allowing one. */
const WAITING_EACH = 3;
const NATIONAL_ID = /^[0-9A-Za-z/]{3,40}$/;
/** What a telephone can show, and nothing that could be taken for a link or a command (CIBA Core §7.1). */
const BINDING_MESSAGE = /^[\p{L}\p{N} ._+!?#-]{1,40}$/u;

/** `{"organization":"1990000010"}`: the situation of practice, where the user has several (FAPI CIBA §5.2.2). */
const contextOf = (text: unknown): { readonly organization?: string } => {
  if (text === undefined) return {};
  try {
    const { organization, ...stray } = JSON.parse(String(text));
    if (typeof organization === 'string' && Object.keys(stray).length === 0) return { organization };
  } catch {
    // said below
  }
  throw new errors.InvalidRequest(
    'request_context is a JSON object with the member organization, the id of a structure',
  );
};

/** The structure that the software named. */
export const organizationAsked = (params: { readonly request_context?: unknown }): string | undefined =>
  contextOf(params.request_context).organization;

const checkScopes = ({ oidc: { params, client } }: KoaContextWithOIDC): void => {
  const needsPatient = parsed(grantable(String(params?.scope ?? ''), client)).some(
    (scope) => (isClinical(scope) && scope.context === 'patient') || scope.kind === 'launch',
  );
  if (needsPatient)
    throw new errors.InvalidScope('a patient in context needs a browser; ask for user/ scopes', String(params?.scope));
};

const keep = async (
  pool: Pool,
  requestId: string,
  accountId: string,
  { name, intervalSeconds }: { readonly name: string; readonly intervalSeconds: number },
): Promise<void> => {
  await pool.query(
    `insert into authorization_server.device_request (request_hash, account_id, asked, interval_seconds, look_at, expires_at)
     values ($1::bytea, $2::text, $3::text, $4::int, now(), now() + make_interval(secs => $5::int))`,
    [hashOf(requestId), accountId, name, intervalSeconds, BACKCHANNEL_SECONDS],
  );
};

/** Asks users at a device of their own, for software without a browser (OpenID Connect CIBA Core 1.0, poll mode). */
export const backchannel = (
  pool: Pool,
  device: DeviceSignIn,
): NonNullable<NonNullable<Configuration['features']>['ciba']> => ({
  enabled: true,
  deliveryModes: ['poll'],
  processLoginHint: async (_, hint) => {
    if (hint === undefined || !NATIONAL_ID.test(hint))
      throw new errors.InvalidRequest('login_hint is the national id of a professional');
    return `ps:${hint}`;
  },
  processLoginHintToken: async () => {
    throw new errors.InvalidRequest('login_hint_token is not taken; send login_hint');
  },
  verifyUserCode: async (_, __, code) => {
    if (code !== undefined) throw new errors.InvalidRequest('user_code is not taken');
  },
  validateRequestContext: async (ctx, text) => {
    contextOf(text);
    checkScopes(ctx);
  },
  validateBindingMessage: async (_, message) => {
    if (message !== undefined && !BINDING_MESSAGE.test(message))
      throw new errors.InvalidBindingMessage('binding_message is 1 to 40 letters, digits, spaces and . _ + ! ? # -');
  },
  triggerAuthenticationDevice: async (_, { jti, params }, { accountId }) => {
    const { rowCount } = await pool.query(
      'select from authorization_server.device_request where account_id = $1::text and expires_at > now()',
      [accountId],
    );
    if ((rowCount ?? 0) >= WAITING_EACH) throw new errors.AccessDenied('requests wait for this user already');
    const message = params?.binding_message;
    const asked = await device.ask(accountId.slice('ps:'.length), typeof message === 'string' ? message : undefined);
    if (asked.outcome === 'asked') return keep(pool, jti, accountId, asked);
    if (asked.outcome === 'unknown') throw new errors.UnknownUserId('the provider does not know this user');
    throw new errors.TemporarilyUnavailable('the provider does not answer');
  },
});
