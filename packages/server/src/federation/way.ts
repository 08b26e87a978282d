// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { SignInWay } from '../authorization/sign-in-way.ts';
import type { Identity } from '../authorization/signed-in.ts';
import { html, type Language, languageOf, sendPage, type Text } from '../pages/index.ts';
import type { Provider } from './configuration.ts';
import { pivotFromFranceConnect } from './france-connect.ts';
import { pendingSignIns } from './pending.ts';
import { findPerson } from './persons.ts';
import { identityFromProSanteConnect, type ProfessionRules } from './pro-sante-connect.ts';
import { relyingParty, type Told } from './relying-party.ts';

export interface FederationOptions {
  readonly pool: Pool;
  readonly clock: { now(): Instant };
  readonly rules: (at: Instant) => ProfessionRules;
  /** Public address of this server, without a slash at the end. */
  readonly baseUrl: () => string;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

const texts = {
  title: { fr: 'La connexion n’a pas abouti', en: 'The sign-in did not succeed' },
  away: {
    fr: 'Le service auquel vous vouliez vous identifier ne répond pas. Réessayez plus tard, ou choisissez une autre façon de vous connecter.',
    en: 'The service at which you wanted to identify yourself does not answer. Try again later, or choose another way to sign in.',
  },
  failed: {
    fr: 'L’identification a été annulée ou refusée. Recommencez, ou choisissez une autre façon de vous connecter.',
    en: 'The identification was cancelled or refused. Start again, or choose another way to sign in.',
  },
  // one sentence for nobody, several and a contradiction: it must not tell who has a record
  unknown: {
    fr: 'Votre identité n’a pas pu être reliée à un dossier. Si vous pensez en avoir un, adressez-vous à l’assistance.',
    en: 'Your identity could not be linked to a record. If you think that you have one, ask the help desk.',
  },
  refused: {
    fr: 'Le service d’identification a transmis une identité qui n’est pas acceptée ici.',
    en: 'The identification service passed on an identity that is not accepted here.',
  },
  over: {
    fr: 'Cette identification n’est plus en cours. Retournez à votre application et recommencez.',
    en: 'This identification is over. Go back to your application and start again.',
  },
  back: { fr: 'Choisir une autre façon', en: 'Choose another way' },
} as const satisfies Record<string, Text>;

type Why = Exclude<keyof typeof texts, 'title' | 'back'>;

const sendFailure = (reply: FastifyReply, language: Language, why: Why, status: number, uid?: string): FastifyReply => {
  const back = uid === undefined ? undefined : html`<p><a href="/sign-in/${uid}">${texts.back[language]}</a></p>`;
  const body = html`<p class="alarm" role="alert">${texts[why][language]}</p>${back}`;
  return sendPage(reply, { title: texts.title[language], language, body }, { status });
};

const identityOf = async (
  provider: Provider,
  { subject, claims }: Told,
  { pool, clock, rules }: FederationOptions,
): Promise<Result<Identity, Failure | 'unknown'>> => {
  const now = clock.now();
  if (provider.profile === 'pro-sante-connect') return identityFromProSanteConnect(claims, rules(now), now);
  const pivot = pivotFromFranceConnect(claims);
  if (!pivot.ok) return pivot;
  const found = await findPerson(pool, { provider: provider.id, subject, pivot: pivot.value, at: now });
  return found ? ok({ kind: 'person', ...found }) : fail('unknown');
};

/** What follows `?` in an address. */
const queryOf = (request: FastifyRequest): string => new URL(request.url, 'http://unused').search;

/** The one value of a parameter. */
const parameter = (query: string, name: string): string | undefined => {
  const values = new URLSearchParams(query).getAll(name);
  return values.length === 1 ? values[0] : undefined;
};

/**
 * Signing in at another provider (OpenID Connect). The browser goes from `/sign-in/:uid/<id>` to the provider and comes
 * back to `/sign-in/<id>/callback`, the one address that the provider knows, and from there to the sign-in it belongs to,
 * where the browser must be the one in which that began.
 */
export const federationWay = (provider: Provider, options: FederationOptions): SignInWay => {
  const { id, label } = provider;
  const { pool, clock, baseUrl, log } = options;
  const party = relyingParty(provider);
  const pending = pendingSignIns(pool);
  const callback = `/sign-in/${id}/callback`;

  /** Names what went wrong, never what was sent. */
  const note = (event: string, error: unknown): void => {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    log(event, { provider: id, error: typeof code === 'string' ? code : String(name) });
  };

  return {
    id,
    for: provider.profile === 'pro-sante-connect' ? 'professionals' : 'persons',
    label,
    register: (app, interaction) => {
      app.get(`/sign-in/:uid/${id}`, async (request, reply) => {
        const ongoing = await interaction.find(request, reply);
        if (ongoing === undefined) return reply;
        const { uid, language } = ongoing;
        try {
          const { address, ...begun } = await party.begin(`${baseUrl()}${callback}`, language);
          await pending.put(id, uid, begun, clock.now());
          return reply.header('cache-control', 'no-store').redirect(address.href, 303);
        } catch (error) {
          note('another provider cannot be reached', error);
          return sendFailure(reply, language, 'away', 502, uid);
        }
      });

      app.get(callback, async (request, reply) => {
        const query = queryOf(request);
        const state = parameter(query, 'state');
        const uid = state === undefined ? undefined : await pending.uidOf(id, state, clock.now());
        reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
        if (uid === undefined) return sendFailure(reply, languageOf(request.headers['accept-language']), 'over', 400);
        return reply.redirect(`/sign-in/${encodeURIComponent(uid)}/${id}/callback${query}`, 303);
      });

      app.get(`/sign-in/:uid/${id}/callback`, async (request, reply) => {
        const ongoing = await interaction.find(request, reply);
        if (ongoing === undefined) return reply;
        const { uid, language } = ongoing;
        const query = queryOf(request);
        const state = parameter(query, 'state');
        const begun = state === undefined ? undefined : await pending.take(id, uid, state, clock.now());
        if (begun === undefined) return sendFailure(reply, language, 'over', 400, uid);
        let told: Told;
        try {
          told = await party.finish(new URL(`${baseUrl()}${callback}${query}`), begun);
        } catch (error) {
          note('a sign-in at another provider failed', error);
          return sendFailure(reply, language, 'failed', 403, uid);
        }
        const who: Result<Identity, Failure | 'unknown'> = provider.acrValues.includes(told.acr)
          ? await identityOf(provider, told, options)
          : fail(failure('federated-claim-refused', { claim: 'acr', why: 'it is not the level that was asked for' }));
        if (!who.ok) {
          if (who.error === 'unknown') return sendFailure(reply, language, 'unknown', 403, uid);
          log('an identity of another provider was refused', { provider: id, ...who.error.parameters });
          return sendFailure(reply, language, 'refused', 403, uid);
        }
        const amr = ['fed', ...told.amr];
        return interaction.conclude(request, reply, { who: who.value, amr, acr: told.acr, at: clock.now() });
      });
    },
  };
};
