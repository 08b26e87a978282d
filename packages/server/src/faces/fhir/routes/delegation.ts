// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { dtmFromIso, endOfDtm, type Instant, instant } from '@dossier/core/time';
import {
  acceptInvitation,
  inviteCarer,
  leaveDelegation,
  readDossiers,
  readInvitations,
  withdrawInvitation,
} from '../../../record/index.ts';
import { withOidPrefix } from '../identifiers/index.ts';
import { recordById } from '../search/index.ts';
import { resource } from './answers.ts';
import { operationParameters } from './body.ts';
import { consentOf } from './consents.ts';
import { type Part, parametersText } from './explain-parameters.ts';
import type { Exchange, Route } from './route.ts';
import { resourceTypes } from './route-kinds.ts';

type Asked = (name: string) => string | undefined;

/** Parameters of the body alone: what an address holds stands in logs. */
export const inBody = (exchange: Exchange): Result<Asked, Failure> => {
  const parameters = operationParameters({ ...exchange, parameters: [] });
  return parameters.ok ? ok((name) => parameters.value.findLast((one) => one.name === name)?.value) : parameters;
};

const missing = (name: string): Result<never, Failure> => fail(failure('parameter-missing', { name }));

const operation = (
  name: string,
  documentation: string,
  parameters: readonly string[],
): Extract<Route['service'], { readonly operation: string }> => ({
  resource: 'Patient',
  operation: name,
  definition: `urn:dossier:operation:${name}`,
  documentation,
  parameters: parameters.map((parameter) => ({ name: parameter, type: 'string' })),
});

const untilOf = (text: string | undefined): Result<Instant | undefined, Failure> => {
  if (text === undefined) return ok(undefined);
  const day = text.includes('T') ? undefined : dtmFromIso(text);
  const end = text.includes('T') ? instant(text) : day && endOfDtm(day);
  return end === undefined
    ? fail(failure('parameter-invalid', { name: 'until', why: 'it is not a date, or a time without its zone' }))
    : ok(end);
};

const text = (name: string, value: string): Part => ({ name, valueString: value });
const code = (name: string, value: string): Part => ({ name, valueCode: value });
const time = (name: string, value: Instant | undefined): readonly Part[] =>
  value === undefined ? [] : [{ name, valueInstant: value }];

/** The patient invites a carer: the answer holds the code, once. */
const invite: Route = {
  method: 'POST',
  path: '/Patient/:id/$invite-carer',
  accepts: resourceTypes,
  service: operation(
    'invite-carer',
    'The patient invites a carer; the answer holds the code that the carer accepts with.',
    ['rights', 'purpose', 'until'],
  ),
  answer: async (exchange) => {
    const asked = inBody(exchange);
    if (!asked.ok) return asked;
    const purpose = asked.value('purpose');
    if (purpose === undefined) return missing('purpose');
    const until = untilOf(asked.value('until'));
    if (!until.ok) return until;
    const grant = asked.value('rights');
    const invited = await inviteCarer(
      exchange.actor,
      {
        record: recordById(exchange.id),
        purpose,
        ...(grant === undefined ? {} : { grant }),
        ...(until.value === undefined ? {} : { until: until.value }),
      },
      exchange.ports,
    );
    if (!invited.ok) return invited;
    const { code: secret, invitation } = invited.value;
    return resource(
      parametersText([
        text('code', secret),
        text('invitation', invitation.invitationId),
        code('rights', invitation.grant),
        ...time('expires', invitation.expiresAt),
        ...time('until', invitation.until),
      ]),
      { status: 201, headers: { 'cache-control': 'no-store' } },
    );
  },
};

const invitations: Route = {
  method: 'GET',
  path: '/Patient/:id/$invitations',
  service: operation('invitations', 'The invitations of carers that can still be accepted, without their codes.', []),
  answer: async ({ actor, id, ports }) => {
    const open = await readInvitations(actor, { record: recordById(id) }, ports);
    if (!open.ok) return open;
    const parts = open.value.map((one) => ({
      name: 'invitation',
      part: [
        text('invitation', one.invitationId),
        code('rights', one.grant),
        text('purpose', one.purpose),
        ...time('created', one.createdAt),
        ...time('expires', one.expiresAt),
        ...time('until', one.until),
        { name: 'attemptsLeft', valueInteger: one.attemptsLimit - one.attempts },
      ],
    }));
    return resource(parametersText(parts));
  },
};

const withdraw: Route = {
  method: 'POST',
  path: '/Patient/:id/$withdraw-invitation',
  accepts: resourceTypes,
  service: operation('withdraw-invitation', 'Takes an invitation back that is not accepted yet.', ['invitation']),
  answer: async (exchange) => {
    const asked = inBody(exchange);
    if (!asked.ok) return asked;
    const invitationId = asked.value('invitation');
    if (invitationId === undefined) return missing('invitation');
    const request = { record: recordById(exchange.id), invitationId };
    const withdrawn = await withdrawInvitation(exchange.actor, request, exchange.ports);
    return withdrawn.ok ? ok({ status: 204 }) : withdrawn;
  },
};

/** Whoever was invited accepts under their own identity. */
const accept: Route = {
  method: 'POST',
  path: '/Patient/$accept-invitation',
  accepts: resourceTypes,
  service: operation('accept-invitation', 'A person accepts to be a carer, with the code they were given.', ['code']),
  answer: async (exchange) => {
    const asked = inBody(exchange);
    if (!asked.ok) return asked;
    const given = asked.value('code');
    if (given === undefined) return missing('code');
    const accepted = await acceptInvitation(exchange.actor, { code: given }, exchange.ports);
    if (!accepted.ok) return accepted;
    const { relation, recordId } = accepted.value;
    return resource(JSON.stringify(consentOf(relation, recordId, exchange.now)), { status: 201 });
  },
};

const leave: Route = {
  method: 'POST',
  path: '/Patient/:id/$leave-delegation',
  accepts: resourceTypes,
  service: operation('leave-delegation', 'A carer lays down their role.', []),
  answer: async ({ actor, id, ports }) => {
    const left = await leaveDelegation(actor, { record: recordById(id) }, ports);
    return left.ok ? ok({ status: 204 }) : left;
  },
};

/** The records on which the caller may act, and as what. */
const dossiers: Route = {
  method: 'GET',
  path: '/Patient/$dossiers',
  service: operation('dossiers', 'The records on which the person who asks may act, and as what.', []),
  answer: async ({ actor, ports, base }) => {
    const found = await readDossiers(actor, {}, ports);
    if (!found.ok) return found;
    const parts = found.value.map(({ recordId, ins, name, role, grant, until }) => ({
      name: 'dossier',
      part: [
        { name: 'patient', valueReference: { reference: `${base}/Patient/${recordId}` } },
        ...(ins === undefined
          ? []
          : [{ name: 'identifier', valueIdentifier: { system: withOidPrefix(ins.oid), value: ins.value } }]),
        text('name', name),
        code('role', role),
        ...(grant === undefined ? [] : [code('rights', grant)]),
        ...time('until', until),
      ],
    }));
    return resource(parametersText(parts));
  },
};

/** Who acts for whom: invitations of carers, and the dossiers of one person. */
export const delegation: readonly Route[] = [invite, invitations, withdraw, accept, leave, dossiers];
