// SPDX-License-Identifier: Apache-2.0
import { type Actor, partyKey } from '@dossier/core/actors';
import { type Failure, failure } from '@dossier/core/errors';
import { ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type Admitted, admit } from '../admit.ts';
import { allowedTrace, failed } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';
import type { Outcome } from '../requests.ts';
import { admitAtLarge } from './at-large.ts';
import type { AccessQuery, EmergencyFigures, QueuedAccess, Verdict } from './ports.ts';
import { isSentence } from './sentence.ts';

/** One access as its reviewer reads it. */
export interface ReviewedAccess {
  readonly access: QueuedAccess;
  /** Why, in the words of the professional (R.1111-48 CSP). */
  readonly reason?: string;
  /** The earliest first. */
  readonly verdicts: readonly Verdict[];
}

/** The accesses to look at, the oldest first: who, where, when; neither content nor reason. */
export const listEmergencyAccesses = async (
  actor: Actor,
  query: AccessQuery,
  ports: Ports,
): Outcome<readonly QueuedAccess[]> => {
  const admitted = await admitAtLarge(actor, 'emergency.review', ports);
  if (!admitted.ok) return admitted;
  const { allowed } = admitted.value;
  const accesses = await ports.store.queuedAccesses(allowed, query);
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'queue', shown: accesses.length } }));
  return ok(accesses);
};

/** Counts by organisation over a time, with the age of what waits longest. */
export const readEmergencyFigures = async (
  actor: Actor,
  span: { readonly from: Instant; readonly to: Instant },
  ports: Ports,
): Outcome<readonly EmergencyFigures[]> => {
  const admitted = await admitAtLarge(actor, 'emergency.review', ports);
  if (!admitted.ok) return admitted;
  const { allowed, law } = admitted.value;
  const figures = await ports.store.emergencyFigures(allowed, { ...span, undecided: law.emergency.undecided });
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { of: 'figures' } }));
  return ok(figures);
};

interface Found {
  readonly admitted: Admitted;
  readonly found: { readonly access: QueuedAccess; readonly verdicts: readonly Verdict[] };
}

const find = async (actor: Actor, accessId: string, ports: Ports): Promise<Result<Found, Failure>> => {
  const atLarge = await admitAtLarge(actor, 'emergency.review', ports);
  if (!atLarge.ok) return atLarge;
  const { allowed } = atLarge.value;
  const unknown = failure('object-unknown', { type: 'emergency access' });
  const recordId = await ports.store.recordOfAccess(allowed, accessId);
  if (recordId === undefined) return failed(allowed, unknown, ports);
  const admitted = await admit(actor, 'emergency.review', { recordId }, ports);
  if (!admitted.ok) return admitted;
  const found = await ports.store.readAccess(admitted.value.allowed, accessId);
  return found === undefined ? failed(admitted.value.allowed, unknown, ports) : ok({ admitted: admitted.value, found });
};

/** One access with its reason, which the patient finds in the journal that somebody read. */
export const readEmergencyAccess = async (
  actor: Actor,
  { accessId }: { readonly accessId: string },
  ports: Ports,
): Outcome<ReviewedAccess> => {
  const one = await find(actor, accessId, ports);
  if (!one.ok) return one;
  const { admitted, found } = one.value;
  const { allowed, policy } = admitted;
  await ports.store.journal(allowedTrace(allowed, ports, { detail: { access: accessId, of: 'reason' } }));
  const reason = policy.relations.find(({ id }) => id === accessId)?.purpose;
  return ok({ ...found, ...(reason === undefined ? {} : { reason }) });
};

const COMMENT_CHARACTERS = 1000;
const ATTEMPTS = 5;

/**
 * Gives a verdict on an access. A later one stands in the place of the earlier, which is kept; the patient finds each in
 * the journal, without the comment.
 */
export const judgeEmergencyAccess = async (
  actor: Actor,
  request: { readonly accessId: string; readonly verdict: string; readonly comment?: string },
  ports: Ports,
): Outcome<ReviewedAccess> => {
  const { accessId, verdict, comment } = request;
  for (let attempt = 1; ; attempt += 1) {
    const one = await find(actor, accessId, ports);
    if (!one.ok) return one;
    const { admitted, found } = one.value;
    const { allowed, law, now } = admitted;
    const { verdicts } = law.emergency;
    const invalid = (path: string, why: string) => failed(allowed, failure('element-invalid', { path, why }), ports);
    if (!verdicts.includes(verdict)) return invalid('verdict', `it is one of ${verdicts.join(', ')}`);
    if (comment !== undefined && !isSentence(comment, COMMENT_CHARACTERS))
      return invalid('comment', `it is text of ${COMMENT_CHARACTERS} characters at most`);
    const given: Verdict = {
      verdict,
      by: partyKey(actor),
      byName: actor.name,
      at: now,
      ...(comment === undefined ? {} : { comment }),
    };
    const outcome = await ports.store.write(allowed, async (writer) => {
      await writer.insertVerdict(accessId, given);
      await writer.journal(allowedTrace(allowed, ports, { detail: { access: accessId, verdict } }));
    });
    if (outcome.committed) return ok({ access: { ...found.access, verdict }, verdicts: [...found.verdicts, given] });
    if (attempt === ATTEMPTS) return failed(allowed, failure('busy'), ports);
  }
};
