// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Html, html } from '../../pages/index.ts';
import { dossiersOf, type Ports } from '../../record/index.ts';
import { addressIn, cardOf, confirmAddress, forgetAddress, keepWishes, proveAddress } from '../contact.ts';
import type { Channel, ContactCard, TellableKind } from '../ports.ts';
import { contactTexts, kindTexts } from './dossier-texts.ts';
import { dossierNav } from './dossier-views.ts';
import { type Place, type Present, show, type Visit } from './place.ts';
import { signedInRoutes } from './routes.ts';
import { button, input, type View } from './views.ts';

const channelOf = (text: string | undefined): Channel => (text === 'sms' ? 'sms' : 'email');

const wishField = (kind: string, channel: Channel): string => `wish-${kind}-${channel}`;

const addressView = ({ language, form }: View, card: ContactCard, channel: Channel): Html => {
  const address = addressIn(card, channel);
  const other = addressIn(card, channel === 'email' ? 'sms' : 'email');
  const hidden = html`<input type="hidden" name="channel" value="${channel}">`;
  const type = channel === 'email' ? 'email' : 'tel';
  return html`<h2>${contactTexts[channel][language]}</h2>
<p><strong>${address ?? contactTexts.none[language]}</strong></p>
${address !== undefined && other !== undefined && form('/account/contact/remove', html`${hidden}${button(contactTexts.remove[language], 'second')}`)}
${form(
  '/account/contact/address',
  html`${hidden}${input(channel, contactTexts[channel][language], { type, autocomplete: type, required: '', maxlength: '254' })}
${button(contactTexts[channel === 'email' ? 'prove' : 'proveSms'][language], 'second')}`,
)}`;
};

const wishesView = (
  { language, form }: View,
  { preferences, language: chosen }: ContactCard,
  kinds: readonly TellableKind[],
  channels: readonly Channel[],
): Html => {
  const rows = kinds.map(({ kind, channels: usual }) => {
    const wished = preferences[kind] ?? usual;
    return html`<fieldset><legend>${kindTexts[kind]?.[language] ?? kind}</legend>${channels.map(
      (channel) =>
        html`<label class="choice"><input type="checkbox" name="${wishField(kind, channel)}" value="on"${wished.includes(channel) && html` checked`}><span>${contactTexts[channel][language]}</span></label>`,
    )}</fieldset>`;
  });
  const option = (value: 'fr' | 'en', name: string): Html =>
    html`<option value="${value}"${value === chosen && html` selected`}>${name}</option>`;
  return html`<h2>${contactTexts.wishes[language]}</h2><p>${contactTexts.wishesHelp[language]}</p>
${form(
  '/account/contact/wishes',
  html`<label for="language">${contactTexts.language[language]}</label>
<select id="language" name="language">${option('fr', 'Français')}${option('en', 'English')}</select>
${rows}
${button(contactTexts.keep[language])}`,
)}`;
};

const confirmView = ({ language, form }: View, channel: Channel, address: string): Html => html`
<p>${contactTexts.confirmHelp[language]} <strong>${address}</strong></p>
${form(
  '/account/contact/confirm',
  html`<input type="hidden" name="channel" value="${channel}"><input type="hidden" name="address" value="${address}">
${input('code', contactTexts.code[language], { inputmode: 'numeric', autocomplete: 'one-time-code', required: '', maxlength: '7' })}
${button(contactTexts.confirm[language])}`,
)}`;

/** Where a person is reached, proven by a code, and what they wish to be told. */
export const addContactPages = (app: FastifyInstance, place: Place, record: Ports): void => {
  const { ports } = place;
  const { addressBook } = ports;
  const on = signedInRoutes(app, place);

  const showContact = async (
    reply: FastifyReply,
    { account }: Present,
    { view }: Visit,
    refused?: Failure,
  ): Promise<FastifyReply> => {
    const card = await cardOf(account, view.language, ports);
    const nav = dossierNav(view, await dossiersOf(account.personId, record));
    const body = [
      nav,
      addressBook.channels.map((channel) => addressView(view, card, channel)),
      wishesView(view, card, addressBook.kinds, addressBook.channels),
    ];
    return show(reply, view, contactTexts.title, body, refused);
  };

  on('GET', '/account/contact', (here, visited, _request, reply) => showContact(reply, here, visited));
  on('POST', '/account/contact/address', async (here, visited, _request, reply) => {
    const { view, fields } = visited;
    const channel = channelOf(fields.channel);
    const typed = (fields[channel] ?? '').trim();
    const address = channel === 'sms' ? typed.replace(/[\s.-]/g, '') : typed;
    const { language } = view;
    const sent = await proveAddress(here.account, { token: here.token, channel, address, language }, ports);
    if (!sent.ok) return showContact(reply, here, visited, sent.error);
    return show(reply, view, contactTexts.confirm, confirmView(view, channel, address));
  });
  on('POST', '/account/contact/confirm', async (here, visited, _request, reply) => {
    const { view, fields } = visited;
    const { address = '', code = '' } = fields;
    const channel = channelOf(fields.channel);
    const { language } = view;
    const kept = await confirmAddress(here.account, { token: here.token, channel, address, code, language }, ports);
    if (!kept.ok) return show(reply, view, contactTexts.confirm, confirmView(view, channel, address), kept.error);
    return reply.redirect('/account/contact', 303);
  });
  on('POST', '/account/contact/remove', async (here, visited, _request, reply) => {
    await forgetAddress(here.account, channelOf(visited.fields.channel), ports);
    return reply.redirect('/account/contact', 303);
  });
  on('POST', '/account/contact/wishes', async (here, { fields }, _request, reply) => {
    const wishes = addressBook.kinds.map(
      ({ kind }) =>
        [kind, addressBook.channels.filter((channel) => fields[wishField(kind, channel)] === 'on')] as const,
    );
    const language = fields.language === 'en' ? 'en' : 'fr';
    await keepWishes(here.account, { language, preferences: Object.fromEntries(wishes) }, ports);
    return reply.redirect('/account/contact', 303);
  });
};
