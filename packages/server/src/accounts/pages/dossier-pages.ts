// SPDX-License-Identifier: Apache-2.0
import { holds } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import { instant } from '@dossier/core/time';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  acceptInvitation,
  changeConsent,
  type DossierOf,
  dossiersOf,
  inviteCarer,
  leaveDelegation,
  type Ports,
  readConsents,
  readInvitations,
  withdrawInvitation,
} from '../../record/index.ts';
import type { Account } from '../ports.ts';
import { dossierTexts } from './dossier-texts.ts';
import { acceptView, type DossierShown, dossierNav, dossierView, helpedView } from './dossier-views.ts';
import { type Place, type Present, show, type Visit } from './place.ts';
import { signedInRoutes } from './routes.ts';

/** The person as they act on one record, or, without one, for themself. */
const actorOn = ({ personId, name }: Account, dossier?: DossierOf): Actor => ({
  kind: dossier === undefined || dossier.role === 'own' ? 'patient' : dossier.role,
  personId,
  name,
  authentication: 'direct',
  mode: { kind: 'normal' },
  ...(dossier !== undefined && { onlyRecord: dossier.recordId }),
});

interface Told {
  readonly refused?: Failure;
  readonly made?: DossierShown['made'];
}

/** The records of a person, who acts for each, and invitations. Every step is decided and traced as over any other face. */
export const addDossierPages = (app: FastifyInstance, place: Place, ports: Ports, baseUrl: () => string): void => {
  const on = signedInRoutes(app, place);
  const delegation = () => ports.law(ports.clock.now()).delegation;

  const showDossier = async (
    reply: FastifyReply,
    { account }: Present,
    { view }: Visit,
    { dossier, dossiers }: { readonly dossier: DossierOf; readonly dossiers: readonly DossierOf[] },
    { refused, made }: Told = {},
  ): Promise<FastifyReply> => {
    const { grants, usualGrant } = delegation();
    const nav = dossierNav(view, dossiers, dossier.recordId);
    const { name, role } = dossier;
    const said = role === 'own' ? dossierTexts.own : dossierTexts[role];
    const title = role === 'own' ? said : { fr: `${said.fr} ${name}`, en: `${said.en} ${name}` };
    if (role === 'carer') return show(reply, view, title, [nav, helpedView(view, dossier, grants)], refused);
    const actor = actorOn(account, dossier);
    const record = { recordId: dossier.recordId };
    const [consents, invitations] = [
      await readConsents(actor, { record }, ports),
      await readInvitations(actor, { record }, ports),
    ];
    const now = ports.clock.now();
    const relations = consents.ok ? consents.value.relations : [];
    const acting = relations.filter(
      (relation) => (relation.kind === 'carer' || relation.kind === 'legal-representative') && holds(relation, now),
    );
    const shown = {
      dossier,
      acting,
      invitations: invitations.ok ? invitations.value : [],
      grants,
      usualGrant,
      ...(made && { made }),
    };
    const failed = refused ?? (consents.ok ? undefined : consents.error);
    return show(reply, view, title, [nav, dossierView(view, shown)], failed);
  };

  type OnDossier = (
    here: Present,
    visited: Visit,
    found: { readonly dossier: DossierOf; readonly actor: Actor },
  ) => Promise<Told | 'left'>;
  const onDossier = (method: 'GET' | 'POST', step: string, work: OnDossier): void =>
    on(method, `/account/dossiers/:record${step}`, async (here, visited, request, reply) => {
      const { record } = request.params as { readonly record: string };
      const find = async () => {
        const dossiers = await dossiersOf(here.account.personId, ports);
        const dossier = dossiers.find(({ recordId }) => recordId === record);
        return dossier && { dossier, dossiers };
      };
      const found = await find();
      if (found === undefined) return reply.redirect('/account', 303);
      const told = await work(here, visited, { ...found, actor: actorOn(here.account, found.dossier) });
      const after = method === 'GET' ? found : await find();
      if (told === 'left' || after === undefined) return reply.redirect('/account', 303);
      return showDossier(reply, here, visited, after, told);
    });

  onDossier('GET', '', async () => ({}));
  onDossier('POST', '/invite', async (_, { view, fields }, { dossier: { recordId }, actor }) => {
    const { grant = '', purpose = '', until = '', email = '' } = fields;
    const end = until === '' ? undefined : instant(`${until}T23:59:59Z`);
    const invited = await inviteCarer(
      actor,
      { record: { recordId }, grant, purpose, ...(end !== undefined && { until: end }) },
      ports,
    );
    if (!invited.ok) return { refused: invited.error };
    const { code } = invited.value;
    if (email.trim() === '') return { made: { code } };
    return { made: { code, sent: await sendLink(email.trim(), view.language, code) } };
  });
  const sendLink = async (address: string, language: 'fr' | 'en', code: string): Promise<boolean> => {
    const { throttle, rules, addressBook } = place.ports;
    // Whoever invites does not get to write to people again and again.
    const free = await throttle.take([{ key: `inviting:${address.toLowerCase()}`, limit: rules.sending }]);
    if (!free || !addressBook.isAddress('email', address)) return false;
    return addressBook.sendInvitation(
      address,
      language,
      `${baseUrl()}/account/accept?code=${encodeURIComponent(code)}`,
    );
  };
  onDossier('POST', '/withdraw', async (_, { fields }, { dossier: { recordId }, actor }) => {
    const done = await withdrawInvitation(actor, { record: { recordId }, invitationId: fields.id ?? '' }, ports);
    return done.ok ? {} : { refused: done.error };
  });
  onDossier('POST', '/end', async (_, { fields }, { dossier: { recordId }, actor }) => {
    const change = { do: 'end', relationId: fields.id ?? '' } as const;
    const done = await changeConsent(actor, { record: { recordId }, change }, ports);
    return done.ok ? {} : { refused: done.error };
  });
  onDossier('POST', '/leave', async (_, __, { dossier: { recordId }, actor }) => {
    const done = await leaveDelegation(actor, { record: { recordId } }, ports);
    return done.ok ? 'left' : { refused: done.error };
  });

  const showAccept = async (
    reply: FastifyReply,
    { account }: Present,
    { view }: Visit,
    code: string,
    refused?: Failure,
  ): Promise<FastifyReply> => {
    const nav = dossierNav(view, await dossiersOf(account.personId, ports));
    return show(reply, view, dossierTexts.accept, [nav, acceptView(view, code)], refused);
  };
  on('GET', '/account/accept', async (here, visited, request, reply) => {
    const { code } = request.query as { readonly code?: unknown };
    return showAccept(reply, here, visited, typeof code === 'string' ? code.slice(0, 40) : '');
  });
  on('POST', '/account/accept', async (here, visited, _request, reply) => {
    const { code = '' } = visited.fields;
    const accepted = await acceptInvitation(actorOn(here.account), { code }, ports);
    if (!accepted.ok) return showAccept(reply, here, visited, code, accepted.error);
    return reply.redirect(`/account/dossiers/${accepted.value.recordId}`, 303);
  });
};
