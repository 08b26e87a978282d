// SPDX-License-Identifier: Apache-2.0
import { definitionOf, type ErrorCode, type Failure } from '@dossier/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInInteraction } from '../../authorization/sign-in-way.ts';
import { type Content, type Forms, languageOf, sendPage, sendProblem, type Text } from '../../pages/index.ts';
import { readAccount } from '../accounts.ts';
import type { Site } from '../passkeys.ts';
import type { Account, AccountPorts } from '../ports.ts';
import { readSession, type Session } from '../sessions.ts';
import type { Browser } from './browser.ts';
import { passkeyScripts } from './passkey-script.ts';
import { alarm, type View } from './views.ts';

/** What all pages of this room work with. */
export interface PagesContext {
  readonly ports: AccountPorts;
  readonly browser: Browser;
  readonly forms: Forms;
  readonly site: () => Site;
}

/** Where the pages of signing in stand: by themselves, or inside a sign-in of the authorization server. */
export interface Place extends PagesContext {
  /** Pattern of the addresses: `/account`, `/sign-in/:uid/account`. */
  readonly pattern: string;
  /** Absent: by themselves. */
  readonly interaction?: SignInInteraction;
}

/** One request at a place. */
export interface Visit {
  readonly view: View;
  /** Name of the sign-in of the authorization server. */
  readonly uid: string | null;
  readonly hint: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Opens a request: its sign-in is on and, where it is a form, it comes from our page. Undefined: it is answered. */
export const visit = async (
  { forms, interaction }: Place,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit | undefined> => {
  const ongoing = await interaction?.find(request, reply);
  if (interaction !== undefined && ongoing === undefined) return undefined;
  const fields = request.method === 'POST' ? forms.read(request) : {};
  if (fields === undefined) {
    sendProblem(request, reply, 'form-foreign');
    return undefined;
  }
  const view: View = {
    language: ongoing?.language ?? languageOf(request.headers['accept-language']),
    form: (action, content) => forms.form(request, reply, action, content),
    token: forms.token(request, reply),
    base: ongoing === undefined ? '/account' : `/sign-in/${ongoing.uid}/account`,
  };
  return { view, uid: ongoing?.uid ?? null, hint: ongoing?.loginHint ?? '', fields };
};

/** Sends a page of this room; above it, what went wrong. */
export const show = (
  reply: FastifyReply,
  view: View,
  title: Text,
  body: Content,
  refused?: Failure | { readonly code: ErrorCode },
): FastifyReply =>
  sendPage(
    reply,
    {
      title: title[view.language],
      language: view.language,
      body: [alarm(refused?.code, view), body],
      scripts: passkeyScripts,
    },
    refused === undefined ? {} : { status: definitionOf(refused.code).httpStatus },
  );

export interface Present {
  readonly session: Session;
  readonly account: Account;
  readonly token: string;
}

/** Whose session the browser holds, at this stage and for this sign-in. */
export const present = async (
  { browser, ports }: PagesContext,
  request: FastifyRequest,
  stage: Session['stage'],
  uid?: string | null,
): Promise<Present | undefined> => {
  const token = browser.sessionToken(request);
  const session = await readSession(token, ports);
  if (token === undefined || session?.stage !== stage) return undefined;
  if (uid !== undefined && session.interaction !== uid) return undefined;
  const account = await readAccount(ports.pool, session.accountId);
  return account && { session, account, token };
};
