// SPDX-License-Identifier: Apache-2.0
import type { DeviceSignIn } from '../authorization/device-sign-in.ts';
import type { Provider } from './configuration.ts';
import { type IdentityOptions, identityOf } from './identity.ts';
import { relyingParty, type Told } from './relying-party.ts';

const codeOf = (error: unknown): string => {
  const { error: said } = error as { readonly error?: unknown };
  return typeof said === 'string' ? said : '';
};

/** Signing in at another provider by a device of the user's own (OpenID Connect CIBA Core 1.0, poll mode). */
export const federationDevice = (provider: Provider, options: IdentityOptions): DeviceSignIn => {
  const party = relyingParty(provider);
  const { clock, log } = options;
  return {
    ask: async (loginHint, bindingMessage) => {
      try {
        return { outcome: 'asked', ...(await party.ask(loginHint, bindingMessage)) };
      } catch (error) {
        const unknown = codeOf(error) === 'unknown_user_id';
        log('a sign-in by a device could not begin', { provider: provider.id, error: codeOf(error) });
        return { outcome: unknown ? 'unknown' : 'away' };
      }
    },
    look: async (name) => {
      let told: Told;
      try {
        told = await party.look(name);
      } catch (error) {
        const code = codeOf(error);
        if (code === 'authorization_pending') return { outcome: 'pending' };
        if (code === 'slow_down') return { outcome: 'slow-down' };
        if (code === 'access_denied' || code === 'expired_token') return { outcome: 'refused' };
        // It may answer the next time.
        log('a sign-in by a device could not be looked at', { provider: provider.id, error: code });
        return { outcome: 'pending' };
      }
      const who = await identityOf(provider, told, options);
      if (who.ok)
        return {
          outcome: 'done',
          signedIn: { who: who.value, amr: ['fed', ...told.amr], acr: told.acr, at: clock.now() },
        };
      const facts = who.error === 'unknown' ? {} : who.error.parameters;
      log('an identity of another provider was refused', { provider: provider.id, ...facts });
      return { outcome: 'refused' };
    },
  };
};
