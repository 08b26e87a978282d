// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SignInWay } from '../../authorization/sign-in-way.ts';
import { type Forms, serveAssets } from '../../pages/index.ts';
import type { Ports } from '../../record/index.ts';
import type { AccountPorts } from '../ports.ts';
import { addAccountPages } from './account-pages.ts';
import { createBrowser } from './browser.ts';
import { addContactPages } from './contact-pages.ts';
import { addDossierPages } from './dossier-pages.ts';
import { addFactorPages } from './factor-pages.ts';
import { passkeyScripts } from './passkey-script.ts';
import { type Place, present } from './place.ts';
import { addSignInPages } from './sign-in-pages.ts';

export interface AccountPagesOptions {
  readonly accounts: AccountPorts;
  readonly forms: Forms;
  /** Use cases of the record. */
  readonly record: Ports;
  /** Public address of the server, without a slash at the end. */
  readonly baseUrl: () => string;
}

/** Passkeys are bound to a name: an IP address has none, and the demo on 127.0.0.1 is `localhost` as well (WebAuthn §5.1.2). */
const siteOf = (baseUrl: string): { readonly id: string; readonly origin: string } => {
  const url = new URL(baseUrl);
  if (/^[\d.]+$|^\[/.test(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, origin: url.origin };
};

const addSteps = (app: FastifyInstance, place: Place): void => {
  addSignInPages(app, place);
  addFactorPages(app, place);
};

/** The person who is signed in to their account in this browser. */
type PersonOf = (request: FastifyRequest) => Promise<string | undefined>;

/** The pages of local accounts: by themselves below `/account`, and as a way of signing in to applications. */
export const accountPages = ({
  accounts,
  record,
  forms,
  baseUrl,
}: AccountPagesOptions): {
  readonly register: (app: FastifyInstance) => void;
  readonly way: SignInWay;
  readonly personOf: PersonOf;
} => {
  const browser = createBrowser(baseUrl().startsWith('https:'), accounts.rules.deviceMs);
  const context = { ports: accounts, browser, site: () => siteOf(baseUrl()) };
  return {
    register: (app) => {
      const place = { ...context, forms, pattern: '/account' };
      serveAssets(app, passkeyScripts);
      addSteps(app, place);
      addAccountPages(app, place, record);
      addContactPages(app, place, record);
      addDossierPages(app, place, record, baseUrl);
    },
    personOf: async (request) => (await present({ ...context, forms }, request, 'signed-in'))?.account.personId,
    way: {
      id: 'account',
      for: 'persons',
      label: { fr: 'Mon compte Dossier', en: 'My Dossier account' },
      register: (app, interaction) =>
        addSteps(app, { ...context, forms: interaction.forms, pattern: '/sign-in/:uid/account', interaction }),
    },
  };
};
