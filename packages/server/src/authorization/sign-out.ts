// SPDX-License-Identifier: Apache-2.0
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { html, languageOf, type Page, page, pageHeaders } from '../pages/index.ts';
import { sessionTexts } from './session-page.ts';

const send = (ctx: KoaContextWithOIDC, sent: Page, formTargets: readonly string[] = []): void => {
  ctx.set(pageHeaders(formTargets));
  ctx.type = 'html';
  ctx.body = page(sent).toString();
};

/** Where the form leads in the end: back to the application, where it asked for that. */
const targetsOf = ({ oidc: { params } }: KoaContextWithOIDC): readonly string[] => {
  const target = params?.post_logout_redirect_uri;
  return typeof target === 'string' ? [new URL(target).origin] : [];
};

/** Signing out, asked for by an application or by the user (OpenID Connect RP-Initiated Logout 1.0), in our own pages. */
export const signOut: NonNullable<NonNullable<Configuration['features']>['rpInitiatedLogout']> = {
  enabled: true,
  logoutSource: async (ctx) => {
    const { oidc } = ctx;
    const language = languageOf(ctx.get('accept-language'));
    const { secret } = { secret: undefined, ...oidc.session?.state };
    const body = html`<p>${sessionTexts.signOutAsk[language]}</p>
<form method="post" action="${oidc.urlFor('end_session_confirm')}"><input type="hidden" name="xsrf" value="${String(secret)}">
<button name="logout" value="yes">${sessionTexts.signOut[language]}</button>
<button class="second">${sessionTexts.stay[language]}</button></form>`;
    send(ctx, { title: sessionTexts.signOut[language], language, body }, targetsOf(ctx));
  },
  postLogoutSuccessSource: async (ctx) => {
    const language = languageOf(ctx.get('accept-language'));
    const body = html`<p>${sessionTexts.signedOutHelp[language]}</p>`;
    send(ctx, { title: sessionTexts.signedOut[language], language, body });
  },
};
