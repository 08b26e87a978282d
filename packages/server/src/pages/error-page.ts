// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from './html.ts';
import { languageOf, type Text } from './language.ts';
import { sendPage } from './page.ts';

/** What went wrong, for the person in front of the page. */
export const problems = {
  'interaction-over': {
    status: 400,
    title: { fr: 'Cette connexion n’est plus en cours', en: 'This sign-in is over' },
    text: {
      fr: 'Elle a expiré, elle est terminée, ou elle a commencé dans un autre navigateur. Retournez à votre application et recommencez.',
      en: 'It expired, it was finished, or it began in another browser. Go back to your application and start again.',
    },
  },
  'form-foreign': {
    status: 403,
    title: { fr: 'Formulaire refusé', en: 'Form refused' },
    text: {
      fr: 'Ce formulaire ne vient pas d’une page de ce navigateur, ou les cookies sont bloqués. Rechargez la page et recommencez.',
      en: 'This form does not come from a page of this browser, or cookies are blocked. Reload the page and start again.',
    },
  },
  'request-refused': {
    status: 400,
    title: { fr: 'Demande refusée', en: 'Request refused' },
    text: {
      fr: 'L’application a envoyé une demande que ce serveur n’accepte pas.',
      en: 'The application sent a request that this server does not accept.',
    },
  },
  unexpected: {
    status: 500,
    title: { fr: 'Une erreur est survenue', en: 'Something went wrong' },
    text: { fr: 'L’erreur est de notre côté. Réessayez plus tard.', en: 'The error is on our side. Try again later.' },
  },
} as const satisfies Record<string, { readonly status: number; readonly title: Text; readonly text: Text }>;

export type Problem = keyof typeof problems;

/** A page that says what went wrong; `detail` is a sentence or an error code, and never holds what is secret. */
export const sendProblem = (
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  detail?: string,
): FastifyReply => {
  const language = languageOf(request.headers['accept-language']);
  const { status, title, text } = problems[problem];
  const more = detail === undefined ? undefined : html`<p class="quiet">${detail}</p>`;
  const body = html`<p class="alarm" role="alert">${text[language]}</p>${more}<p class="quiet"><code>${request.id}</code></p>`;
  return sendPage(reply, { title: title[language], language, body }, { status });
};
