// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { dossiersOf, type Ports } from '../../record/index.ts';
import { trace } from '../events.ts';
import { changePassword, channelsToAdd, listFactors, removeFactor } from '../manage.ts';
import { countRecoveryCodes, renewRecoveryCodes } from '../recovery-codes.ts';
import { endSession, forgetDevice, listDevices } from '../sessions.ts';
import { dossierNav } from './dossier-views.ts';
import { type Place, type Present, show, type Visit } from './place.ts';
import { signedInRoutes } from './routes.ts';
import { texts } from './texts.ts';
import { accountView } from './views.ts';

interface Shown {
  readonly refused?: Failure;
  readonly codes?: readonly string[];
}

/** My account: factors, recovery codes, devices, password. */
export const addAccountPages = (app: FastifyInstance, place: Place, record: Ports): void => {
  const { ports, browser } = place;
  const showAccount = async (
    reply: FastifyReply,
    { account, session }: Present,
    { view }: Visit,
    { refused, codes }: Shown = {},
  ): Promise<FastifyReply> => {
    const { accountId, name } = account;
    const body = accountView(view, {
      name,
      factors: await listFactors(accountId, ports),
      channels: await channelsToAdd(account, ports),
      devices: await listDevices(accountId, ports),
      thisDevice: session.deviceId,
      codesLeft: await countRecoveryCodes(accountId, ports),
      ...(codes && { codes }),
    });
    const nav = dossierNav(view, await dossiersOf(account.personId, record));
    return show(reply, view, texts.account, [nav, body], refused);
  };
  const on = signedInRoutes(app, place);

  on('GET', '/account', (here, visited, _request, reply) => showAccount(reply, here, visited));
  on('POST', '/account/factors/remove', async (here, visited, _request, reply) => {
    const removed = await removeFactor(here.account, visited.fields.id ?? '', ports);
    return showAccount(reply, here, visited, removed.ok ? {} : { refused: removed.error });
  });
  on('POST', '/account/recovery-codes', async (here, visited, _request, reply) => {
    const codes = await renewRecoveryCodes(here.account.accountId, ports);
    await trace(
      here.account,
      { operation: 'account.add-factor', outcome: 'success', detail: { kind: 'recovery-codes' } },
      ports,
    );
    return showAccount(reply, here, visited, { codes });
  });
  on('POST', '/account/devices/remove', async ({ account, ...here }, visited, _request, reply) => {
    const { id = '' } = visited.fields;
    const isId = /^[0-9a-f-]{36}$/.test(id);
    if (isId && (await forgetDevice(account.accountId, id, ports)))
      await trace(account, { operation: 'account.forget-device', outcome: 'success' }, ports);
    if (here.session.deviceId !== id) return showAccount(reply, { account, ...here }, visited);
    return reply.redirect('/account/sign-in', 303);
  });
  on('POST', '/account/password', async (here, visited, request, reply) => {
    const { present: now = '', next = '' } = visited.fields;
    const asked = { present: now, next, sessionId: here.session.sessionId };
    const changed = await changePassword(here.account, asked, browser.origin(request), ports);
    return showAccount(reply, here, visited, changed.ok ? {} : { refused: changed.error });
  });
  on('POST', '/account/sign-out', async ({ account, session }, _visited, _request, reply) => {
    await endSession(account.accountId, session.sessionId, ports);
    browser.forget(reply);
    return reply.redirect('/account/sign-in', 303);
  });
};
