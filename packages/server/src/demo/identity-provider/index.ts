// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Provider } from '../../federation/index.ts';
import { loadOrCreateSecret } from '../../platform/secret.ts';
import { franceConnectPeople, proSantePeople } from './people.ts';
import { phonesIn } from './phone.ts';
import { type DemoProvider, demoProvider } from './provider.ts';

/** The providers of the demo, and what this server must know to be their client. */
export interface DemoFederation {
  readonly providers: readonly Provider[];
  /** Answers below `/demo/`. */
  readonly register: (app: FastifyInstance) => Promise<void>;
}

const clientOf = (secret: Uint8Array, id: string): DemoProvider['client'] => ({
  id: 'dossier-demo',
  secret: createHmac('sha256', secret).update(`client:${id}`).digest('base64url'),
  redirectPath: `/sign-in/${id}/callback`,
});

/**
 * Two providers that behave like Pro Santé Connect and FranceConnect, with the personas to pick from.
 *
 * @param baseUrl public address of this server, without a slash at the end; known once it listens
 */
export const demoFederation = async (home: string, baseUrl: () => string): Promise<DemoFederation> => {
  const secret = await loadOrCreateSecret(join(home, 'keys', 'demo-identity-providers'));
  const proSante: DemoProvider = {
    path: '/demo/pro-sante-connect',
    title: 'Pro Santé Connect (démonstration)',
    people: proSantePeople,
    acr: 'eidas1',
    amr: ['mfa', 'hwk'],
    pushed: true,
    phones: phonesIn(join(home, 'demo-phones')),
    signed: false,
    client: clientOf(secret, 'pro-sante-connect'),
  };
  const franceConnect: DemoProvider = {
    path: '/demo/france-connect',
    title: 'FranceConnect (démonstration)',
    people: franceConnectPeople,
    acr: 'eidas2',
    amr: ['mfa'],
    pushed: false,
    signed: true,
    client: clientOf(secret, 'france-connect'),
  };
  const known = { idTokenAlgorithm: 'EdDSA' } as const;
  return {
    get providers(): readonly Provider[] {
      return [
        {
          ...known,
          id: 'pro-sante-connect',
          label: { fr: 'Pro Santé Connect (démonstration)', en: 'Pro Santé Connect (demo)' },
          profile: 'pro-sante-connect',
          issuer: `${baseUrl()}${proSante.path}`,
          clientId: proSante.client.id,
          authentication: { method: 'client_secret_basic', secret: proSante.client.secret },
          scope: 'openid scope_all',
          acrValues: [proSante.acr],
          backchannel: true,
        },
        {
          ...known,
          id: 'france-connect',
          label: { fr: 'FranceConnect (démonstration)', en: 'FranceConnect (demo)' },
          profile: 'france-connect',
          issuer: `${baseUrl()}${franceConnect.path}`,
          clientId: franceConnect.client.id,
          authentication: { method: 'client_secret_post', secret: franceConnect.client.secret },
          scope: 'openid given_name family_name birthdate gender birthplace birthcountry preferred_username',
          acrValues: [franceConnect.acr],
          signedUserInfo: 'EdDSA',
        },
      ];
    },
    register: async (app) => {
      await app.register(demoProvider(proSante, secret, baseUrl));
      await app.register(demoProvider(franceConnect, secret, baseUrl));
    },
  };
};
