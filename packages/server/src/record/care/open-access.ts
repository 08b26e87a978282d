// SPDX-License-Identifier: Apache-2.0
import { type Allowed, decide, emergencyTerms, openAccess, type Refused } from '@dossier/core/access';
import { type Actor, partyKey } from '@dossier/core/actors';
import type { RecordPolicy, Relation } from '@dossier/core/consent';
import { addDelay } from '@dossier/core/time';
import { allowedTrace } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';

/** What came of opening an access: it is open, it was refused, or somebody decided something else in between. */
export type Opening =
  | { readonly opened: Relation; readonly stood: boolean }
  | { readonly refused: Refused }
  | { readonly met: Allowed };

/**
 * Opens the access of a professional in an emergency mode to this one record, for the time that the law gives it, with its
 * own entry in the journal (R.1111-48 CSP) and its place in the review. The decision is that of the gates, so a block or an
 * opposition of the patient wins.
 *
 * @param how `by-access`: the first access under a token in this mode; `declared`: an act of its own
 */
export const openEmergencyAccess = async (
  actor: Actor,
  policy: RecordPolicy,
  how: 'by-access' | 'declared',
  ports: Ports,
): Promise<Opening> => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const { mode } = actor;
  const { recordId } = policy;
  const decision = decide({ actor, operation: 'emergency.open', recordId, policy, law, at: now });
  if (decision.verdict === 'refused') return { refused: decision };
  if (actor.kind !== 'professional' || mode.kind === 'normal') throw new Error('Only a professional opens an access.');
  const standing = openAccess(actor, policy, mode.kind, now);
  if (standing !== undefined) {
    if (how === 'declared')
      await ports.store.journal(
        allowedTrace(decision, ports, { detail: { access: standing.id, mode: mode.kind, opened: 'standing' } }),
      );
    return { opened: standing, stood: true };
  }
  const { duration, reviewed } = emergencyTerms(law, mode);
  const id = ports.uuid();
  const until = addDelay(now, duration);
  const relation: Relation = {
    id,
    kind: 'emergency-access',
    holder: partyKey(actor),
    holderName: actor.name,
    holderProfession: actor.profession,
    ...(actor.specialty === undefined ? {} : { holderSpecialty: actor.specialty }),
    from: now,
    until,
    value: mode.kind,
    ...(mode.kind === 'break-glass' ? { purpose: mode.reason } : {}),
    origin: how,
    createdBy: partyKey(actor),
  };
  const outcome = await ports.store.write(decision, async (writer) => {
    await writer.insertRelation(relation);
    await writer.insertEmergencyAccess({
      accessId: id,
      recordId,
      mode: mode.kind,
      reviewed,
      holder: partyKey(actor),
      holderName: actor.name,
      profession: actor.profession,
      ...(actor.organization === undefined
        ? {}
        : { organizationId: actor.organization.id, organizationName: actor.organization.name }),
      openedAt: now,
      until,
    });
    await writer.journal(
      allowedTrace(decision, ports, { detail: { access: id, mode: mode.kind, until, opened: how } }),
    );
  });
  return outcome.committed ? { opened: relation, stood: false } : { met: decision };
};
