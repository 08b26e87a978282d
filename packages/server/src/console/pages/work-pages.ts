// SPDX-License-Identifier: Apache-2.0
import { failure } from '@dossier/core/errors';
import { checkIns } from '@dossier/core/identity';
import { addDelay, instant } from '@dossier/core/time';
import type { FastifyInstance } from 'fastify';
import {
  judgeEmergencyAccess,
  listEmergencyAccesses,
  readEmergencyAccess,
  readEmergencyFigures,
  readJournal,
  readRecord,
} from '../../record/index.ts';
import { actorOf } from '../ports.ts';
import { type Place, show, visitSignedIn } from './place.ts';
import { texts } from './texts.ts';
import { emergenciesView, emergencyView, figuresView, homeView, patientView } from './views.ts';

const TRACES = 50;
const ACCESSES = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the page before ended, as its form says it. */
const pageOf = ({ at = '', entry = '', total = '' }: Readonly<Record<string, string>>) => {
  const from = instant(at);
  if (from === undefined || !UUID.test(entry)) return {};
  return { after: { at: from, entryId: entry }, ...(/^\d{1,9}$/.test(total) && { total: Number(total) }) };
};

/** A patient's identity and traces: never a document. */
const addPatientPages = (app: FastifyInstance, place: Place): void => {
  const { record: ports } = place;
  const law = () => ports.law(ports.clock.now());
  const systems = (): readonly string[] =>
    law()
      .identity.systems.filter(({ environments }) => environments.includes(ports.environment))
      .map(({ oid }) => oid);

  app.get('/console', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    return on ? show(reply, on.view, texts.title, homeView(on.view, on.agent.name, systems())) : reply;
  });
  // By a form, so that no INS stands in an address, in a log or in the history of a browser.
  app.post('/console/patient', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    const { view, agent, fields } = on;
    const actor = actorOf(agent);
    const asked = { ins: (fields.ins ?? '').replace(/\s/g, '').toUpperCase(), system: fields.system ?? '' };
    const given = { oid: asked.system, value: asked.ins };
    const checked = checkIns(given, law().identity, ports.environment, ports.insKeyErrors);
    const home = homeView(view, agent.name, systems());
    if (!checked.ok) return show(reply, view, texts.title, home, checked.error);
    const found = { ins: checked.value.ins };
    const read = await readRecord(actor, { record: found }, ports);
    if (!read.ok) return show(reply, view, texts.title, home, read.error);
    const query = { limit: TRACES, ...pageOf(fields) };
    const journal = await readJournal(actor, { record: found, query }, ports);
    if (!journal.ok) return show(reply, view, texts.title, home, journal.error);
    return show(reply, view, texts.patient, patientView(view, { view: read.value, journal: journal.value, asked }));
  });
};

/** The queue of accesses without authorisation, and what is judged of them. */
const addEmergencyPages = (app: FastifyInstance, place: Place): void => {
  const { record: ports } = place;
  const verdicts = (): readonly string[] => ports.law(ports.clock.now()).emergency.verdicts;

  app.get<{ Querystring: { verdict?: string } }>('/console/emergencies', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    const query = { limit: ACCESSES, ...(request.query.verdict === 'all' ? {} : { verdict: 'none' }) };
    const found = await listEmergencyAccesses(actorOf(on.agent), query, ports);
    const [accesses, refused] = found.ok ? [found.value, undefined] : [[], found.error];
    return show(reply, on.view, texts.emergencies, emergenciesView(on.view, accesses), refused);
  });
  app.get<{ Params: { id: string } }>('/console/emergencies/:id', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    const { id } = request.params;
    const read = UUID.test(id)
      ? await readEmergencyAccess(actorOf(on.agent), { accessId: id }, ports)
      : ({ ok: false, error: failure('object-unknown', { type: 'emergency access' }) } as const);
    if (!read.ok) return show(reply, on.view, texts.emergencies, emergenciesView(on.view, []), read.error);
    return show(reply, on.view, texts.emergencies, emergencyView(on.view, read.value, verdicts()));
  });
  app.post<{ Params: { id: string } }>('/console/emergencies/:id', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    const { id } = request.params;
    const { verdict = '', comment = '' } = on.fields;
    const given = { accessId: id, verdict, ...(comment.trim() !== '' && { comment }) };
    const judged = UUID.test(id)
      ? await judgeEmergencyAccess(actorOf(on.agent), given, ports)
      : ({ ok: false, error: failure('object-unknown', { type: 'emergency access' }) } as const);
    if (!judged.ok) return show(reply, on.view, texts.emergencies, emergenciesView(on.view, []), judged.error);
    return reply.redirect('/console/emergencies', 303);
  });
  app.get('/console/figures', async (request, reply) => {
    const on = await visitSignedIn(place, request, reply);
    if (on === undefined) return reply;
    const now = ports.clock.now();
    const span = { from: addDelay(now, { years: -1 }), to: addDelay(now, { minutes: 1 }) };
    const read = await readEmergencyFigures(actorOf(on.agent), span, ports);
    const [figures, refused] = read.ok ? [read.value, undefined] : [[], read.error];
    return show(reply, on.view, texts.figures, figuresView(on.view, figures), refused);
  });
};

/** What an agent does in the console. */
export const addWorkPages = (app: FastifyInstance, place: Place): void => {
  addPatientPages(app, place);
  addEmergencyPages(app, place);
};
