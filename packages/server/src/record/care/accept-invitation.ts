// SPDX-License-Identifier: Apache-2.0
import { type Allowed, current, decide } from '@dossier/core/access';
import { type Actor, type Delegate, partyKey } from '@dossier/core/actors';
import { planChange, type Relation } from '@dossier/core/consent';
import { type Failure, failure } from '@dossier/core/errors';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import { admit } from '../admit.ts';
import { allowedTrace, failed, reasonCodes, traceOf } from '../journal-entries.ts';
import type { Ports, RecordRef } from '../ports.ts';
import type { Outcome } from '../requests.ts';
import { isSecret, readCode } from './invitation-code.ts';
import type { TriedInvitation } from './ports.ts';

/** The person who asks, as the carer whom they would be. */
const asCarer = (actor: Actor): Delegate | undefined => {
  if (actor.kind !== 'patient' && actor.kind !== 'representative' && actor.kind !== 'carer') return undefined;
  const { personId, name, authentication, mode, application } = actor;
  return { kind: 'carer', personId, name, authentication, mode, ...(application === undefined ? {} : { application }) };
};

const unknown = (): Result<never, Failure> => fail(failure('invitation-unknown'));

/**
 * A person accepts an invitation under their own identity, by its code. Every attempt counts, whoever makes it; a code that
 * was never one, has served, ran out or was withdrawn has one answer: `invitation-unknown`.
 */
export const acceptInvitation = async (
  actor: Actor,
  { code }: { readonly code: string },
  ports: Ports,
): Outcome<{ readonly recordId: string; readonly relation: Relation }> => {
  const carer = asCarer(actor);
  const typed = readCode(code);
  const now = ports.clock.now();
  const tried = carer && typed && (await ports.store.tryInvitation(typed.handle, now));
  const isRight = tried !== undefined && typed !== undefined && isSecret(typed.secret, tried.secretHash);
  if (carer === undefined || !isRight) {
    const reason = carer === undefined ? 'not-a-person' : tried === undefined ? 'invitation-unknown' : 'wrong-secret';
    await ports.store.journal(
      traceOf(
        {
          actor: carer ?? actor,
          recordId: tried?.recordId ?? NO_RECORD,
          operation: 'delegation.accept',
          outcome: 'refused',
          reasons: [reason],
          law: ports.law(now).versions,
          ...(tried === undefined ? {} : { detail: { invitation: tried.invitationId, attempts: tried.attempts } }),
        },
        ports,
      ),
    );
    return carer === undefined ? fail(failure('access-refused')) : unknown();
  }
  return accept(carer, tried, ports);
};

/** How often it is tried again when the patient has decided something in between. */
const ATTEMPTS = 5;

const accept = async (
  carer: Delegate,
  invitation: TriedInvitation,
  ports: Ports,
): Outcome<{ readonly recordId: string; readonly relation: Relation }> => {
  const { recordId } = invitation;
  for (let attempt = 1; ; attempt += 1) {
    const now = ports.clock.now();
    const law = ports.law(now);
    const policy = await ports.store.loadPolicy({ recordId });
    const decision = decide({ actor: carer, operation: 'delegation.accept', recordId, policy, law, at: now });
    if (decision.verdict === 'refused' || policy === undefined) {
      const reasons = reasonCodes(decision.reasons);
      const trace = { actor: carer, recordId, operation: 'delegation.accept', law: law.versions } as const;
      await ports.store.journal(traceOf({ ...trace, outcome: 'refused', reasons }, ports));
      return unknown();
    }
    const planned = planChange(
      policy,
      {
        do: 'begin',
        kind: 'carer',
        holder: partyKey(carer),
        holderName: carer.name,
        value: invitation.grant,
        purpose: invitation.purpose,
        ...(invitation.until === undefined ? {} : { until: invitation.until }),
        origin: 'invitation',
      },
      { law, now, by: invitation.createdBy, actorKind: 'carer', secret: invitation.secret, id: ports.uuid() },
    );
    if (!planned.ok) return failed(decision, planned.error, ports);
    const { begin, end, subject } = planned.value;
    const former = current(policy, 'carer', now, [partyKey(carer)]);
    const outcome = await ports.store.write(decision, async (writer) => {
      await writer.acceptInvitation(invitation.invitationId, partyKey(carer), now);
      for (const relation of former === undefined ? end : [...end, former])
        await writer.endRelation(relation.id, now, partyKey(carer));
      if (begin !== undefined) await writer.insertRelation(begin);
      await writer.journal(
        allowedTrace(decision, ports, {
          detail: { change: 'accept', invitation: invitation.invitationId, grant: invitation.grant },
        }),
      );
    });
    if (outcome.committed) return ok({ recordId, relation: subject });
    if (outcome.conflict.kind !== 'policy-changed') return failed(decision, failure('invitation-unknown'), ports);
    if (attempt === ATTEMPTS) return failed(decision, failure('busy'), ports);
  }
};

/** A carer lays their role down, at any time; the patient ends it as every decision. */
export const leaveDelegation = async (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<Relation> => {
  let met: Allowed | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const admitted = await admit(actor, 'delegation.leave', record, ports);
    if (!admitted.ok) return admitted;
    const { allowed, policy, now } = admitted.value;
    const own = current(policy, 'carer', now, [partyKey(actor)]);
    if (own === undefined) return failed(allowed, failure('object-unknown', { type: 'delegation' }), ports);
    const outcome = await ports.store.write(allowed, async (writer) => {
      await writer.endRelation(own.id, now, partyKey(actor));
      await writer.journal(allowedTrace(allowed, ports, { detail: { change: 'end', kind: 'carer' } }));
    });
    if (outcome.committed) return ok({ ...own, endedAt: now });
    met = allowed;
  }
  return met === undefined ? fail(failure('busy')) : failed(met, failure('busy'), ports);
};
