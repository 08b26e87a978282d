// SPDX-License-Identifier: Apache-2.0
import { type Content, type Html, html, type Language, type Text } from '../pages/index.ts';
import { scopeList } from './choice-page.ts';
import { parsed } from './scopes.ts';
import type { OpenGrant, OpenSession } from './sessions.ts';

const t = (fr: string, en: string): Text => ({ fr, en });

export const sessionTexts = {
  title: t('Connexions et applications', 'Sign-ins and applications'),
  signIns: t('Où vous êtes connecté', 'Where you are signed in'),
  here: t('ce navigateur', 'this browser'),
  since: t('depuis le', 'since'),
  apps: t('Applications qui agissent en votre nom', 'Applications that act for you'),
  none: t('Aucune.', 'None.'),
  renewed: t('dernier accès renouvelé le', 'access last renewed'),
  end: t('Mettre fin', 'End'),
  everything: t('Tout déconnecter', 'Sign out everywhere'),
  everythingHelp: t(
    'Toutes les connexions et toutes les applications perdent l’accès, ici comme ailleurs, en quelques secondes.',
    'Every sign-in and every application loses access, here and elsewhere, within seconds.',
  ),
  needed: t(
    'Connectez-vous d’abord : à votre compte, ou par votre application.',
    'Sign in first: to your account, or by your application.',
  ),
  account: t('Mon compte', 'My account'),
  signOut: t('Se déconnecter', 'Sign out'),
  signOutAsk: t('Voulez-vous vous déconnecter de ce serveur ?', 'Do you want to sign out of this server?'),
  stay: t('Rester connecté', 'Stay signed in'),
  signedOut: t('Vous êtes déconnecté', 'You are signed out'),
  signedOutHelp: t('Vous pouvez fermer cette fenêtre.', 'You can close this window.'),
} as const;

const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export interface SessionsShown {
  readonly sessions: readonly OpenSession[];
  readonly grants: readonly OpenGrant[];
  /** The sign-in of this browser. */
  readonly here?: string;
}

/** @param form a form that posts to an address, with its token */
export const sessionsView = (
  language: Language,
  form: (action: string, content: Content) => Html,
  { sessions, grants, here }: SessionsShown,
): Html => {
  const ending = (action: string, id: string): Html =>
    form(
      action,
      html`<input type="hidden" name="id" value="${id}"><button class="second">${sessionTexts.end[language]}</button>`,
    );
  const none = html`<p>${sessionTexts.none[language]}</p>`;
  return html`<h2>${sessionTexts.signIns[language]}</h2>
${
  sessions.length === 0
    ? none
    : html`<ul>${sessions.map(
        ({ uid, since, methods }) =>
          html`<li>${sessionTexts.since[language]} ${moment(since)} <span class="quiet">${methods.join(' ')}</span>${
            uid === here && html` <strong>(${sessionTexts.here[language]})</strong>`
          } ${ending('/sessions/end', uid)}</li>`,
      )}</ul>`
}
<h2>${sessionTexts.apps[language]}</h2>
${
  grants.length === 0
    ? none
    : grants.map(
        ({ grantId, application, scope, since, renewed }) => html`<p><strong>${application}</strong>
${sessionTexts.since[language]} ${moment(since)}${renewed && html`, ${sessionTexts.renewed[language]} ${moment(renewed)}`}</p>
${scopeList(parsed(scope.split(' ')), language)}
${ending('/sessions/applications/end', grantId)}`,
      )
}
<h2>${sessionTexts.everything[language]}</h2>
<p>${sessionTexts.everythingHelp[language]}</p>
${form('/sessions/end-everything', html`<button>${sessionTexts.everything[language]}</button>`)}
<p><a href="/oauth2/end-session">${sessionTexts.signOut[language]}</a></p>`;
};
