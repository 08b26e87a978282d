// SPDX-License-Identifier: Apache-2.0
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toDataURL } from 'qrcode';
import { beginChannel, confirmChannel, type Factor, listFactors, noteAdded } from '../manage.ts';
import { beginPasskey, finishPasskey } from '../passkeys.ts';
import { complete } from '../sign-in.ts';
import { beginTotp, confirmTotp } from '../totp.ts';
import { type Place, type Present, present, show, type Visit, visit } from './place.ts';
import { texts } from './texts.ts';
import { channelView, signInView, totpView } from './views.ts';

/** Who may add a factor: who is signed in; and at the second step, who has none that could be asked for. */
const mayAdd = async (place: Place, request: FastifyRequest, { uid }: Visit): Promise<Present | undefined> => {
  const signedIn = place.interaction === undefined ? await present(place, request, 'signed-in') : undefined;
  if (signedIn) return signedIn;
  const half = await present(place, request, 'second-factor', uid);
  const factors = half === undefined ? [] : await listFactors(half.account.accountId, place.ports);
  return factors.some(({ suspended }) => !suspended) ? undefined : half;
};

const enrolled: Readonly<Record<Factor['kind'], readonly string[]>> = {
  totp: ['pwd', 'otp', 'mfa'],
  email: ['pwd', 'otp', 'mfa'],
  sms: ['pwd', 'sms', 'mfa'],
  passkey: ['pwd', 'hwk', 'mfa'],
};

/** A factor was added: traced and told; who was at the second step has passed it with it. Answers where to go on. */
const added = async (
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    here: { account, session },
    on,
    kind,
  }: { readonly here: Present; readonly on: Visit; readonly kind: Factor['kind'] },
): Promise<string> => {
  await noteAdded(account, kind, place.ports);
  if (session.stage === 'signed-in') return '/account';
  const done = { amr: enrolled[kind], interaction: session.interaction, from: session.sessionId };
  const step = await complete(account, done, place.browser.origin(request), place.ports);
  if (step.ok) place.browser.keep(reply, step.value);
  return `${on.view.base}/done`;
};

/** Adding second factors. */
export const addFactorPages = (app: FastifyInstance, place: Place): void => {
  const { pattern, ports, browser, site } = place;
  /** Answers a request of who may add a factor; everybody else gets the sign-in. */
  const post = (
    path: string,
    answer: (request: FastifyRequest, reply: FastifyReply, here: Present, on: Visit) => Promise<unknown>,
  ): void => {
    app.post(`${pattern}${path}`, async (request, reply) => {
      const on = await visit(place, request, reply);
      if (on === undefined) return reply;
      const here = await mayAdd(place, request, on);
      if (here === undefined)
        return show(reply, on.view, texts.signIn, signInView(on.view, on.hint), { code: 'sign-in-needed' });
      return answer(request, reply, here, on);
    });
  };
  const showTotp = async (
    reply: FastifyReply,
    here: Present,
    { view }: Visit,
    again = false,
  ): Promise<FastifyReply> => {
    const { uri, secret } = await beginTotp(here.account, here.token, ports);
    const picture = await toDataURL(uri, { margin: 2, width: 200 });
    const refused = again ? ({ code: 'sign-in-refused' } as const) : undefined;
    return show(reply, view, texts.addTotp, totpView(view, { picture, secret }), refused);
  };

  post('/totp', (_request, reply, here, on) => showTotp(reply, here, on));
  post('/totp/confirm', async (request, reply, here, on) => {
    const confirmed = await confirmTotp(here.account, here.token, on.fields.code ?? '', ports);
    if (!confirmed.ok) return showTotp(reply, here, on, true);
    return reply.redirect(await added(place, request, reply, { here, on, kind: 'totp' }), 303);
  });
  post('/channel', async (_request, reply, here, on) => {
    const channel = on.fields.channel === 'sms' ? 'sms' : 'email';
    const sent = await beginChannel(here.account, here.token, channel, ports);
    return show(reply, on.view, texts.enrol, channelView(on.view), sent.ok ? undefined : sent.error);
  });
  post('/channel/confirm', async (request, reply, here, on) => {
    const channel = await confirmChannel(here.account, here.token, on.fields.code ?? '', ports);
    if (!channel.ok) return show(reply, on.view, texts.enrol, channelView(on.view), channel.error);
    return reply.redirect(await added(place, request, reply, { here, on, kind: channel.value }), 303);
  });
  post('/add-passkey/options', (_request, reply, here) =>
    beginPasskey(here.account, { token: browser.beginCeremony(reply), site: site() }, ports),
  );
  post('/add-passkey/answer', async (request, reply, here, on) => {
    const response = request.body as RegistrationResponseJSON;
    const token = browser.ceremony(request) ?? '';
    const label = browser.origin(request).deviceLabel;
    const finished = await finishPasskey(here.account, { token, response, label, site: site() }, ports);
    if (!finished.ok) return reply.code(401).send({ code: finished.error.code });
    return { next: await added(place, request, reply, { here, on, kind: 'passkey' }) };
  });
};
