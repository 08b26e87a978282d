// SPDX-License-Identifier: Apache-2.0
import type { ErrorCode } from '@dossier/core/errors';
import { type Content, type Html, html, type Language } from '../../pages/index.ts';
import type { Factor } from '../manage.ts';
import type { Channel } from '../ports.ts';
import type { Device } from '../sessions.ts';
import { refusals, texts } from './texts.ts';

/** A form that posts to an address, with its token. */
export type FormTo = (action: string, content: Content) => Html;

/** What a page is drawn with. */
export interface View {
  readonly language: Language;
  readonly form: FormTo;
  /** For requests of a script. */
  readonly token: string;
  /** Where the pages of this sign-in are: `/account`, or below the authorization server's sign-in. */
  readonly base: string;
}

export const alarm = (code: ErrorCode | undefined, { language }: View): Html | undefined =>
  code && html`<p class="alarm" role="alert">${(refusals[code] ?? refusals['sign-in-refused'])?.[language]}</p>`;

export const input = (name: string, label: string, attributes: Readonly<Record<string, string>> = {}): Html =>
  html`<label for="${name}">${label}</label><input id="${name}" name="${name}"${Object.entries(attributes).map(
    ([key, value]) => [html` `, key, html`="`, value, html`"`],
  )}>`;

export const button = (label: string, kind: 'first' | 'second' = 'first'): Html =>
  html`<button class="${kind}">${label}</button>`;

const passkeyButton = ({ language, token }: View, address: string, kind: 'create' | 'use'): Html => html`
<p class="alarm" role="alert" id="passkey-alarm" hidden>${refusals['sign-in-refused']?.[language]}</p>
<button type="button" class="second" data-passkey="${address}" data-token="${token}" data-kind="${kind}">${
  texts[kind === 'create' ? 'addPasskey' : 'passkey'][language]
}</button>`;

export const signInView = (view: View, hint = ''): Html => {
  const { language, form, base } = view;
  return html`${form(
    base === '/account' ? '/account/sign-in' : base,
    html`${input('identifier', texts.identifier[language], { autocomplete: 'username webauthn', required: '', value: hint })}
${input('password', texts.password[language], { type: 'password', autocomplete: 'current-password', required: '' })}
${button(texts.go[language])}`,
  )}
${passkeyButton(view, `${base}/passkey`, 'use')}
<p><a href="${base}/activate">${texts.activateLink[language]}</a></p>
<p><a href="${base}/recover">${texts.recoverLink[language]}</a></p>`;
};

export const secondFactorView = ({ language, form, base }: View, channels: readonly Channel[]): Html => html`
<p>${texts.codeHelp[language]}</p>
${form(
  `${base}/code`,
  html`${input('code', texts.code[language], { autocomplete: 'one-time-code', required: '', maxlength: '20' })}
${button(texts.go[language])}`,
)}
${channels.map((channel) =>
  form(
    `${base}/send`,
    html`<input type="hidden" name="channel" value="${channel}">${button(
      texts[channel === 'email' ? 'sendEmail' : 'sendSms'][language],
      'second',
    )}`,
  ),
)}`;

/** The ways to add a second factor. */
export const addView = (view: View, channels: readonly Channel[]): Html => html`
<p>${view.form(`${view.base}/totp`, button(texts.addTotp[view.language], 'second'))}</p>
${channels.map((channel) =>
  view.form(
    `${view.base}/channel`,
    html`<input type="hidden" name="channel" value="${channel}">${button(
      texts[channel === 'email' ? 'addEmail' : 'addSms'][view.language],
      'second',
    )}`,
  ),
)}
${passkeyButton(view, `${view.base}/add-passkey`, 'create')}`;

export const totpView = (
  { language, form, base }: View,
  { picture, secret }: { readonly picture: string; readonly secret: string },
): Html => html`<p>${texts.scan[language]}</p>
<p><img alt="" src="${picture}" width="200" height="200"></p>
<p><code>${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
${form(
  `${base}/totp/confirm`,
  html`${input('code', texts.code[language], { inputmode: 'numeric', autocomplete: 'one-time-code', required: '' })}
${button(texts.go[language])}`,
)}`;

export const channelView = ({ language, form, base }: View): Html =>
  form(
    `${base}/channel/confirm`,
    html`${input('code', texts.code[language], { inputmode: 'numeric', autocomplete: 'one-time-code', required: '' })}
${button(texts.go[language])}`,
  );

export const activateView = ({ language, form, base }: View, hint = ''): Html =>
  form(
    `${base}/activate`,
    html`${input('identifier', texts.identifier[language], { autocomplete: 'username', required: '', value: hint })}
${input('secret', texts.secret[language], { autocomplete: 'off', required: '' })}
${input('email', texts.email[language], { type: 'email', autocomplete: 'email' })}
${input('password', texts.newPassword[language], { type: 'password', autocomplete: 'new-password', required: '' })}
${button(texts.go[language])}`,
  );

export const recoverView = ({ language, base }: View): Html => html`<ul>
<li>${texts.recoverOne[language]}</li>
<li>${texts.recoverTwo[language]} <a href="${base}/activate">${texts.activateLink[language]}</a></li></ul>`;

const factorNames = { totp: 'totp', passkey: 'passkeyName', email: 'emailName', sms: 'smsName' } as const;

export interface AccountPage {
  readonly name: string;
  readonly factors: readonly Factor[];
  readonly channels: readonly Channel[];
  readonly devices: readonly Device[];
  readonly thisDevice: string | null;
  readonly codesLeft: number;
  /** Shown this once. */
  readonly codes?: readonly string[];
}

export const accountView = (view: View, page: AccountPage): Html => {
  const { language, form } = view;
  const removal = (action: string, id: string): Html =>
    form(action, html`<input type="hidden" name="id" value="${id}">${button(texts.remove[language], 'second')}`);
  return html`<p>${page.name}</p>
<h2>${texts.factors[language]}</h2>
<ul>${page.factors.map(
    ({ factorId, kind, suspended }) =>
      html`<li>${texts[factorNames[kind]][language]}${
        suspended && html` <strong>(${texts.suspended[language]})</strong>`
      } ${removal('/account/factors/remove', factorId)}</li>`,
  )}</ul>
${addView(view, page.channels)}
<h2>${texts.recoveryCodes[language]}</h2>
${
  page.codes &&
  html`<p>${texts.keepCodes[language]}</p><ul id="codes">${page.codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`
}
<p>${texts.codesLeft[language]} ${page.codesLeft}</p>
${form('/account/recovery-codes', button(texts.renewCodes[language], 'second'))}
<h2>${texts.devices[language]}</h2>
<ul>${page.devices.map(
    ({ deviceId, label, lastSeenAt }) =>
      html`<li>${label}, ${texts.lastSeen[language]} ${lastSeenAt.toISOString().slice(0, 10)}${
        deviceId === page.thisDevice && html` <strong>(${texts.thisDevice[language]})</strong>`
      } ${removal('/account/devices/remove', deviceId)}</li>`,
  )}</ul>
<h2>${texts.changePassword[language]}</h2>
${form(
  '/account/password',
  html`${input('present', texts.presentPassword[language], { type: 'password', autocomplete: 'current-password', required: '' })}
${input('next', texts.newPassword[language], { type: 'password', autocomplete: 'new-password', required: '' })}
${button(texts.changePassword[language], 'second')}`,
)}
<p><a href="/sessions">${texts.sessions[language]}</a></p>
${form('/account/sign-out', button(texts.signOut[language], 'second'))}`;
};
