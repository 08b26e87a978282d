// SPDX-License-Identifier: Apache-2.0
import type { AccountOperation } from '@dossier/core/journal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { default as Provider } from 'oidc-provider';
import type { Pool } from 'pg';
import { type Forms, html, languageOf, sendPage, sendProblem } from '../pages/index.ts';
import { accountOf } from './accounts.ts';
import { sessionsView, sessionTexts } from './session-page.ts';
import { endEverything, endGrantOf, endSession, openGrants, openSessions } from './sessions.ts';
import type { Identity } from './signed-in.ts';

/** What the list of sign-ins knows of other rooms. */
export interface SessionPorts {
  /** The person who is signed in to their local account in this browser. */
  readonly personOf: (request: FastifyRequest) => Promise<string | undefined>;
  /** Ends the sign-ins of a person to their local account. */
  readonly endAccountSessions: (personId: string) => Promise<void>;
  /** Traces what somebody ended. Durable when it returns. */
  readonly trace: (who: Identity | undefined, accountId: string, operation: AccountOperation) => Promise<void>;
}

interface SessionPagesOptions extends SessionPorts {
  readonly pool: Pool;
  readonly provider: Provider;
  readonly forms: Forms;
}

interface Present {
  readonly accountId: string;
  /** The sign-in of this browser. */
  readonly here?: string;
}

/** Ends everything that an account has open, here and in its local account. */
export const endAll = async (
  accountId: string,
  { pool, endAccountSessions, trace }: Omit<SessionPorts, 'personOf'> & { readonly pool: Pool },
): Promise<void> => {
  await endEverything(pool, accountId);
  if (accountId.startsWith('person:')) await endAccountSessions(accountId.slice('person:'.length));
  await trace(await accountOf(pool, accountId), accountId, 'account.end-everything');
};

/** Where somebody is signed in, and which applications act for them; each can be ended. */
export const addSessionPages = (app: FastifyInstance, options: SessionPagesOptions): void => {
  const { pool, provider, forms, personOf, trace } = options;

  const presentOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Present | undefined> => {
    const session = await provider.Session.get(provider.createContext(request.raw, reply.raw));
    if (session.accountId !== undefined) return { accountId: session.accountId, here: session.uid };
    const personId = await personOf(request);
    return personId === undefined ? undefined : { accountId: `person:${personId}` };
  };

  const sendNeeded = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const language = languageOf(request.headers['accept-language']);
    const body = html`<p class="alarm" role="alert">${sessionTexts.needed[language]}</p>
<p><a href="/account/sign-in">${sessionTexts.account[language]}</a></p>`;
    return sendPage(reply, { title: sessionTexts.title[language], language, body }, { status: 401 });
  };

  app.get('/sessions', async (request, reply) => {
    const present = await presentOf(request, reply);
    if (present === undefined) return sendNeeded(request, reply);
    const { accountId, here } = present;
    const language = languageOf(request.headers['accept-language']);
    const [sessions, grants] = await Promise.all([openSessions(pool, accountId), openGrants(pool, accountId)]);
    const shown = { sessions, grants, ...(here !== undefined && { here }) };
    const body = sessionsView(language, (action, content) => forms.form(request, reply, action, content), shown);
    return sendPage(reply, { title: sessionTexts.title[language], language, body });
  });

  const on = (url: string, work: (present: Present, id: string) => Promise<void>): void => {
    app.post(url, async (request, reply) => {
      const fields = forms.read(request);
      if (fields === undefined) return sendProblem(request, reply, 'form-foreign');
      const present = await presentOf(request, reply);
      if (present === undefined) return sendNeeded(request, reply);
      await work(present, fields.id ?? '');
      return reply.redirect('/sessions', 303);
    });
  };
  const note = async ({ accountId }: Present, operation: AccountOperation): Promise<void> =>
    trace(await accountOf(pool, accountId), accountId, operation);
  on('/sessions/end', async (present, uid) => {
    if (await endSession(pool, present.accountId, uid)) await note(present, 'account.end-session');
  });
  on('/sessions/applications/end', async (present, grantId) => {
    if (await endGrantOf(pool, present.accountId, grantId)) await note(present, 'account.end-grant');
  });
  on('/sessions/end-everything', ({ accountId }) => endAll(accountId, options));
};
