// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { fail, ok } from '@dossier/core/result';
import { addDelay, type Instant } from '@dossier/core/time';
import { type Admitted, admit } from '../admit.ts';
import { allowedTrace, failed } from '../journal-entries.ts';
import type { Ports, RecordRef } from '../ports.ts';
import type { Outcome } from '../requests.ts';
import { newCode } from './invitation-code.ts';
import type { Invitation } from './ports.ts';
import { isSentence } from './sentence.ts';

export interface InviteRequest {
  readonly record: RecordRef;
  /** Code of what the carer may do; absent: what the law calls usual. */
  readonly grant?: string;
  /** Why, in a few words: "my daughter helps me with my appointments". */
  readonly purpose: string;
  /** When the delegation ends by itself. */
  readonly until?: Instant;
}

/**
 * The patient, or who holds their rights, invites a carer: the answer holds the code, which is told to nobody else and kept
 * nowhere. It serves once, for some days and a few attempts. Fails with `consent-invalid`.
 */
export const inviteCarer = async (
  actor: Actor,
  { record, grant, purpose, until }: InviteRequest,
  ports: Ports,
): Outcome<{ readonly code: string; readonly invitation: Invitation }> => {
  const admitted = await admit(actor, 'delegation.invite', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, law, now } = admitted.value;
  const { grants, usualGrant, invitation: rules } = law.delegation;
  const asked = grant ?? usualGrant;
  const invalid = (why: string) => failed(allowed, failure('consent-invalid', { why }), ports);
  if (!grants.some(({ code }) => code === asked))
    return invalid(`what a carer may do is one of ${grants.map(({ code }) => code).join(', ')}`);
  if (!isSentence(purpose, 200)) return invalid('its purpose is a sentence of 200 characters at most');
  if (until !== undefined && until <= now) return invalid('its end lies in the past');
  const open = await ports.store.openInvitations(allowed, now);
  if (open.length >= rules.openAtOnce) return invalid(`${rules.openAtOnce} invitations are open already`);
  const { code, handle, secretHash } = newCode();
  const invitation = {
    invitationId: ports.uuid(),
    handle,
    grant: asked,
    purpose,
    ...(until === undefined ? {} : { until }),
    createdAt: now,
    createdBy: partyKey(actor),
    expiresAt: addDelay(now, rules.validity),
    attemptsLimit: rules.attempts,
    secret: actor.secret ?? false,
  };
  const outcome = await ports.store.write(allowed, async (writer) => {
    await writer.insertInvitation({ ...invitation, secretHash });
    await writer.journal(
      allowedTrace(allowed, ports, {
        detail: { change: 'invite', invitation: invitation.invitationId, grant: asked, expires: invitation.expiresAt },
      }),
    );
  });
  if (!outcome.committed) return failed(allowed, failure('busy'), ports);
  return ok({ code, invitation: { ...invitation, attempts: 0 } });
};

/** What was made in a secret session is kept from representatives. */
const known = ({ allowed: { actor } }: Admitted, invitations: readonly Invitation[]): readonly Invitation[] =>
  invitations.filter(({ secret }) => actor.kind !== 'representative' || !secret);

/** The invitations that can still be accepted, the newest first; never their secrets. */
export const readInvitations = async (
  actor: Actor,
  { record }: { readonly record: RecordRef },
  ports: Ports,
): Outcome<readonly Invitation[]> => {
  const admitted = await admit(actor, 'delegation.invite', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, now } = admitted.value;
  const open = await ports.store.openInvitations(allowed, now);
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { change: 'read' } }));
  return ok(known(admitted.value, open));
};

/** Takes an invitation back before it is accepted; what was accepted is ended as every decision is. */
export const withdrawInvitation = async (
  actor: Actor,
  { record, invitationId }: { readonly record: RecordRef; readonly invitationId: string },
  ports: Ports,
): Outcome<{ readonly invitationId: string }> => {
  const admitted = await admit(actor, 'delegation.invite', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, now } = admitted.value;
  const open = known(admitted.value, await ports.store.openInvitations(allowed, now));
  if (!open.some((one) => one.invitationId === invitationId))
    return failed(allowed, failure('invitation-unknown'), ports);
  const outcome = await ports.store.write(allowed, async (writer) => {
    await writer.withdrawInvitation(invitationId, now);
    await writer.journal(allowedTrace(allowed, ports, { detail: { change: 'withdraw', invitation: invitationId } }));
  });
  if (outcome.committed) return ok({ invitationId });
  // accepted or run out in between, or another decision was made: who asks again meets what stands then
  return outcome.conflict.kind === 'state-changed'
    ? failed(allowed, failure('invitation-unknown'), ports)
    : fail(failure('busy'));
};
