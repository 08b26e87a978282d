// SPDX-License-Identifier: Apache-2.0
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html, languageOf, sendPage } from '../../pages/index.ts';
import type { Pickable } from './people.ts';
import { PHONE_SECONDS, type Phones } from './phone.ts';

/** Between two looks at the telephone. */
const INTERVAL_SECONDS = 1;

interface Backchannel {
  readonly path: string;
  readonly people: readonly Pickable[];
  readonly phones: Phones;
  readonly isClient: (request: FastifyRequest) => boolean;
  readonly fieldsOf: (from: unknown) => Readonly<Record<string, string>>;
}

const texts = {
  title: { fr: 'Téléphones de la démonstration', en: 'Telephones of the demo' },
  nothing: {
    fr: 'Rien n’est demandé. Un logiciel demande une connexion à /oauth2/backchannel.',
    en: 'Nothing is asked. Software asks for a sign-in at /oauth2/backchannel.',
  },
  allow: { fr: 'C’est moi', en: 'It is me' },
  refuse: { fr: 'Refuser', en: 'Refuse' },
};

/** Being asked at a telephone (OpenID Connect CIBA Core 1.0), and the page that stands for the telephones. */
export const addBackchannel = (
  app: FastifyInstance,
  { path, people, phones, isClient, fieldsOf }: Backchannel,
): void => {
  app.post(`${path}/ext/ciba/auth`, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!isClient(request)) return reply.status(401).send({ error: 'invalid_client' });
    const { login_hint, binding_message = '', scope = '' } = fieldsOf(request.body);
    if (!scope.split(' ').includes('openid')) return reply.status(400).send({ error: 'invalid_scope' });
    const person = people.find(({ claims }) => claims.SubjectNameID === login_hint);
    if (person === undefined) return reply.status(400).send({ error: 'unknown_user_id' });
    const { id } = await phones.ask(person.key, binding_message);
    return { auth_req_id: id, expires_in: PHONE_SECONDS, interval: INTERVAL_SECONDS };
  });

  app.get(`${path}/phone`, async (request, reply) => {
    const language = languageOf(request.headers['accept-language']);
    const waiting = await phones.waiting();
    const cards = waiting.map(({ id, person, message }) => {
      const who = people.find(({ key }) => key === person);
      return html`<form method="post" action="${path}/phone"><input type="hidden" name="id" value="${id}">
<p>${who?.name} <span class="quiet">${who?.who}</span></p><p><strong>${message}</strong></p>
<button name="answer" value="yes">${texts.allow[language]}</button>
<button class="second" name="answer" value="no">${texts.refuse[language]}</button></form>`;
    });
    const body = cards.length === 0 ? html`<p>${texts.nothing[language]}</p>` : cards;
    return sendPage(reply, { title: texts.title[language], language, body });
  });

  app.post(`${path}/phone`, async (request, reply) => {
    const { id = '', answer } = fieldsOf(request.body);
    await phones.answer(id, answer === 'yes' ? 'yes' : 'no');
    return reply.redirect(`${path}/phone`, 303);
  });
};
