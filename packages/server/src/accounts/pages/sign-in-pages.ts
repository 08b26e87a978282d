// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { activate } from '../activate.ts';
import { channelsToAdd, listFactors } from '../manage.ts';
import { beginPasskeySignIn, finishPasskeySignIn } from '../passkeys.ts';
import type { Channel } from '../ports.ts';
import { checkPasswordStep, checkSecondFactor, sendSignInCode } from '../sign-in.ts';
import { type Place, present, show, type Visit, visit } from './place.ts';
import { texts } from './texts.ts';
import { activateView, addView, recoverView, secondFactorView, signInView } from './views.ts';

const needed = failure('sign-in-needed');

/** The second step: the code, or for who has no second factor yet the ways to add one. */
const showSecondStep = async (
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
  { view, uid, hint }: Visit,
  refused?: Parameters<typeof show>[4],
): Promise<FastifyReply> => {
  const here = await present(place, request, 'second-factor', uid);
  if (here === undefined) return show(reply, view, texts.signIn, signInView(view, hint), refused && needed);
  const factors = (await listFactors(here.account.accountId, place.ports)).filter(({ suspended }) => !suspended);
  if (factors.length === 0) {
    const ways = await channelsToAdd(here.account, place.ports);
    return show(reply, view, texts.enrol, [texts.enrolHelp[view.language], addView(view, ways)], refused);
  }
  const channels = factors
    .map(({ kind }) => kind)
    .filter((kind): kind is Channel => kind === 'email' || kind === 'sms');
  return show(reply, view, texts.secondFactor, secondFactorView(view, channels), refused);
};

const addPasskeySignIn = (app: FastifyInstance, place: Place): void => {
  const { pattern, ports, browser, site } = place;
  app.post(`${pattern}/passkey/options`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    return beginPasskeySignIn({ token: browser.beginCeremony(reply), interaction: on.uid, site: site() }, ports);
  });
  app.post(`${pattern}/passkey/answer`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const response = request.body as AuthenticationResponseJSON;
    const token = browser.ceremony(request) ?? '';
    const step = await finishPasskeySignIn({ token, response, site: site() }, browser.origin(request), ports);
    if (!step.ok) return reply.code(401).send({ code: step.error.code });
    browser.keep(reply, step.value);
    return { next: `${on.view.base}/done` };
  });
};

/** Sign-in with password and second factor or a passkey, activation, and what to do when something is lost. */
export const addSignInPages = (app: FastifyInstance, place: Place): void => {
  const { pattern, ports, browser, interaction } = place;
  const begin = interaction === undefined ? `${pattern}/sign-in` : pattern;

  app.get(begin, async (request, reply) => {
    const on = await visit(place, request, reply);
    return on ? show(reply, on.view, texts.signIn, signInView(on.view, on.hint)) : reply;
  });
  app.post(begin, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const { identifier = '', password = '' } = on.fields;
    const asked = { identifier, password, interaction: on.uid };
    const step = await checkPasswordStep(asked, browser.origin(request), ports);
    if (!step.ok) return show(reply, on.view, texts.signIn, signInView(on.view, identifier), step.error);
    browser.keep(reply, step.value);
    return reply.redirect(`${on.view.base}/code`, 303);
  });
  app.get(`${pattern}/code`, async (request, reply) => {
    const on = await visit(place, request, reply);
    return on ? showSecondStep(place, request, reply, on) : reply;
  });
  app.post(`${pattern}/code`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const here = await present(place, request, 'second-factor', on.uid);
    if (here === undefined) return showSecondStep(place, request, reply, on, needed);
    const answer = { token: here.token, code: on.fields.code ?? '' };
    const step = await checkSecondFactor(here.session, answer, browser.origin(request), ports);
    if (!step.ok) return showSecondStep(place, request, reply, on, step.error);
    browser.keep(reply, step.value);
    return reply.redirect(`${on.view.base}/done`, 303);
  });
  app.post(`${pattern}/send`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const here = await present(place, request, 'second-factor', on.uid);
    if (here === undefined) return showSecondStep(place, request, reply, on, needed);
    const channel = on.fields.channel === 'sms' ? 'sms' : 'email';
    const sent = await sendSignInCode(here.session, here.token, channel, ports);
    return showSecondStep(place, request, reply, on, sent.ok ? undefined : sent.error);
  });
  app.get(`${pattern}/done`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const here = await present(place, request, 'signed-in', on.uid);
    if (here === undefined) return showSecondStep(place, request, reply, on, needed);
    if (interaction === undefined) return reply.redirect('/account', 303);
    const { session, account } = here;
    const { assurance } = ports.rules;
    return interaction.conclude(request, reply, {
      who: { kind: 'person', personId: account.personId, name: account.name },
      amr: session.amr,
      acr: session.amr.includes('mfa') ? assurance.twoFactors : assurance.password,
      at: ports.clock.now(),
    });
  });

  app.get(`${pattern}/activate`, async (request, reply) => {
    const on = await visit(place, request, reply);
    return on ? show(reply, on.view, texts.activate, activateView(on.view, on.hint)) : reply;
  });
  app.post(`${pattern}/activate`, async (request, reply) => {
    const on = await visit(place, request, reply);
    if (on === undefined) return reply;
    const { identifier = '', secret = '', password = '', email = '' } = on.fields;
    const asked = { identifier, secret, password, email, interaction: on.uid };
    const step = await activate(asked, browser.origin(request), ports);
    if (!step.ok) return show(reply, on.view, texts.activate, activateView(on.view, identifier), step.error);
    browser.keep(reply, step.value);
    return reply.redirect(`${on.view.base}/code`, 303);
  });
  app.get(`${pattern}/recover`, async (request, reply) => {
    const on = await visit(place, request, reply);
    return on ? show(reply, on.view, texts.recover, recoverView(on.view)) : reply;
  });
  addPasskeySignIn(app, place);
};
