// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toDataURL } from 'qrcode';
import { sourceOf } from '../../accounts/index.ts';
import { appToEnrol, beginEnrolment, finishEnrolment } from '../enrol.ts';
import { endSession, enrolling } from '../sessions.ts';
import { signIn } from '../sign-in.ts';
import { type Place, show, type Visit, visit, visitSignedIn } from './place.ts';
import { texts } from './texts.ts';
import { appView, enrolView, signInView } from './views.ts';

const showApp = async (
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
  { view }: Visit,
  refused?: Failure,
): Promise<FastifyReply> => {
  const on = await enrolling(place.cookie.read(request), place.agents);
  if (on === undefined)
    return show(reply, view, texts.enrol, enrolView(view, ''), refused ?? failure('sign-in-needed'));
  const { uri, secret } = appToEnrol(on, place.agents);
  return show(reply, view, texts.app, appView(view, { picture: await toDataURL(uri), secret }), refused);
};

/** Signing in to the console, enrolling, and signing out. */
export const addSignInPages = (app: FastifyInstance, place: Place): void => {
  const { agents, cookie } = place;

  app.get('/console/sign-in', async (request, reply) => {
    const on = visit(place, request, reply);
    return on ? show(reply, on.view, texts.signIn, signInView(on.view, '')) : reply;
  });
  app.post('/console/sign-in', async (request, reply) => {
    const on = visit(place, request, reply);
    if (on === undefined) return reply;
    const { login = '', password = '', code = '' } = on.fields;
    const step = await signIn({ login, password, code }, sourceOf(request.ip), agents);
    if (!step.ok) return show(reply, on.view, texts.signIn, signInView(on.view, login), step.error);
    // Whoever was signed in here before, is no more: a session is never handed on.
    await endSession(cookie.read(request), agents);
    cookie.keep(reply, step.value);
    return reply.redirect('/console', 303);
  });
  app.post('/console/sign-out', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    await endSession(cookie.read(request), agents);
    cookie.forget(reply);
    return reply.redirect('/console/sign-in', 303);
  });

  app.get('/console/enrol', async (request, reply) => {
    const on = visit(place, request, reply);
    return on ? show(reply, on.view, texts.enrol, enrolView(on.view, '')) : reply;
  });
  app.post('/console/enrol', async (request, reply) => {
    const on = visit(place, request, reply);
    if (on === undefined) return reply;
    const { login = '', secret = '', password = '' } = on.fields;
    const step = await beginEnrolment({ login, secret, password }, sourceOf(request.ip), agents);
    if (!step.ok) return show(reply, on.view, texts.enrol, enrolView(on.view, login), step.error);
    cookie.keep(reply, step.value);
    return reply.redirect('/console/enrol/app', 303);
  });
  app.get('/console/enrol/app', async (request, reply) => {
    const on = visit(place, request, reply);
    return on ? showApp(place, request, reply, on) : reply;
  });
  app.post('/console/enrol/app', async (request, reply) => {
    const on = visit(place, request, reply);
    if (on === undefined) return reply;
    const step = await finishEnrolment(cookie.read(request), on.fields.code ?? '', agents);
    if (!step.ok) return showApp(place, request, reply, on, step.error);
    cookie.keep(reply, step.value);
    return reply.redirect('/console', 303);
  });
};
