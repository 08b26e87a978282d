// SPDX-License-Identifier: Apache-2.0
import type { Relation } from '@dossier/core/consent';
import type { DelegationGrant } from '@dossier/core/data';
import { type Html, html, type Language } from '../../pages/index.ts';
import type { DossierOf, Invitation } from '../../record/index.ts';
import { dossierTexts } from './dossier-texts.ts';
import { button, input, type View } from './views.ts';

const day = (at: string): string => at.slice(0, 10);

const roleText = ({ role, name }: DossierOf, language: Language): string =>
  role === 'own' ? dossierTexts.own[language] : `${dossierTexts[role][language]} ${name}`;

/** The switch between dossiers: always there, with the one that is open marked. */
export const dossierNav = ({ language }: View, dossiers: readonly DossierOf[], open?: string): Html => html`
<nav aria-label="${dossierTexts.nav[language]}"><ul class="switch">
${dossiers.map((one) => {
  const text = roleText(one, language);
  return one.recordId === open
    ? html`<li><strong aria-current="page">${text}</strong></li>`
    : html`<li><a href="/account/dossiers/${one.recordId}">${text}</a></li>`;
})}
<li><a href="/account">${dossierTexts.account[language]}</a></li>
<li><a href="/account/contact">${{ fr: 'Coordonnées et avis', en: 'Contacts and notices' }[language]}</a></li>
<li><a href="/account/accept">${dossierTexts.accept[language]}</a></li>
</ul></nav>`;

export const acceptView = (
  { language, form }: View,
  code: string,
): Html => html`<p>${dossierTexts.acceptHelp[language]}</p>
${form(
  '/account/accept',
  html`${input('code', dossierTexts.code[language], { autocomplete: 'off', required: '', maxlength: '40', value: code })}
${button(dossierTexts.acceptGo[language])}`,
)}`;

export interface DossierShown {
  readonly dossier: DossierOf;
  /** Carers and representatives, as they stand. */
  readonly acting: readonly Relation[];
  readonly invitations: readonly Invitation[];
  readonly grants: readonly DelegationGrant[];
  readonly usualGrant: string;
  /** Of an invitation that was just made: shown this once. */
  readonly made?: { readonly code: string; readonly sent?: boolean };
}

const grantText = (code: string | undefined, grants: readonly DelegationGrant[], language: Language): string =>
  grants.find((grant) => grant.code === code)?.label[language] ?? code ?? '';

const term = (until: string | undefined, language: Language): string =>
  until === undefined ? '' : `, ${dossierTexts.until[language]} ${day(until)}`;

/** One's own record, or one that one represents: who acts for it, and the invitations. */
export const dossierView = (
  { language, form }: View,
  { dossier, acting, invitations, grants, usualGrant, made }: DossierShown,
): Html => {
  const base = `/account/dossiers/${dossier.recordId}`;
  const one = (action: string, id: string, label: string): Html =>
    form(`${base}/${action}`, html`<input type="hidden" name="id" value="${id}">${button(label, 'second')}`);
  const people = acting.map(({ id, kind, holderName, value, purpose, until }) => {
    const isCarer = kind === 'carer';
    const what = isCarer
      ? `${dossierTexts.aCarer[language]}, ${grantText(value, grants, language)}${term(until, language)}`
      : dossierTexts.aRepresentative[language];
    return html`<li>${holderName ?? ''} <span class="quiet">${what}${isCarer && purpose && ` (${purpose})`}</span>
${isCarer && one('end', id, dossierTexts.end[language])}</li>`;
  });
  return html`${
    made &&
    html`<p>${dossierTexts.codeShown[language]}</p><p><code id="invitation-code">${made.code}</code></p>
${made.sent !== undefined && html`<p>${dossierTexts[made.sent ? 'sent' : 'notSent'][language]}</p>`}`
  }
<h2>${dossierTexts.acting[language]}</h2>
${people.length === 0 ? html`<p>${dossierTexts.nobody[language]}</p>` : html`<ul>${people}</ul>`}
${
  invitations.length > 0 &&
  html`<h2>${dossierTexts.invitations[language]}</h2><ul>${invitations.map(
    ({ invitationId, grant, purpose, expiresAt }) =>
      html`<li>${grantText(grant, grants, language)} <span class="quiet">(${purpose}) ${dossierTexts.until[language]} ${day(expiresAt)}</span>
${one('withdraw', invitationId, dossierTexts.withdraw[language])}</li>`,
  )}</ul>`
}
<h2>${dossierTexts.invite[language]}</h2>
${form(
  `${base}/invite`,
  html`<fieldset><legend>${dossierTexts.mayDo[language]}</legend>${grants.map(
    ({ code, label }) =>
      html`<label class="choice"><input type="radio" name="grant" value="${code}" required${code === usualGrant && html` checked`}><span>${label[language] ?? code}</span></label>`,
  )}</fieldset>
${input('purpose', dossierTexts.purpose[language], { required: '', maxlength: '200', autocomplete: 'off' })}
${input('until', dossierTexts.term[language], { type: 'date' })}
${input('email', dossierTexts.email[language], { type: 'email', autocomplete: 'off' })}
${button(dossierTexts.inviteGo[language])}`,
)}`;
};

/** A record that one helps with. */
export const helpedView = (
  { language, form }: View,
  { recordId, grant, until }: DossierOf,
  grants: readonly DelegationGrant[],
): Html => html`<p>${grantText(grant, grants, language)}${term(until, language)}</p>
${form(`/account/dossiers/${recordId}/leave`, button(dossierTexts.leave[language], 'second'))}`;
