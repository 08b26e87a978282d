// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { failed, reasonCodes, traceOf } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';
import type { Outcome } from '../requests.ts';
import { openEmergencyAccess } from './open-access.ts';
import { isSentence } from './sentence.ts';

/** An access that was opened, until when, and whether it stood already. */
export interface BrokenGlass {
  readonly accessId: string;
  readonly recordId: string;
  readonly until: Instant;
  readonly stood: boolean;
}

const REASON_CHARACTERS = 1000;
const ATTEMPTS = 5;

/**
 * A professional breaks the glass of one record by an act of its own, with a reason (R.1111-48 CSP, L.1111-17 II): until it
 * ends, their requests on this record stand on it. One that is open is answered as it is; it grows no longer.
 */
export const breakGlass = async (
  actor: Actor,
  { recordId, reason }: { readonly recordId: string; readonly reason: string },
  ports: Ports,
): Outcome<BrokenGlass> => {
  if (!isSentence(reason, REASON_CHARACTERS)) return fail(failure('reason-required'));
  for (let attempt = 1; ; attempt += 1) {
    const now = ports.clock.now();
    const policy = await ports.store.loadPolicy({ recordId });
    const acting: Actor = actor.kind === 'professional' ? { ...actor, mode: { kind: 'break-glass', reason } } : actor;
    if (acting.kind !== 'professional' || policy === undefined) {
      const reasons = [policy === undefined ? 'record-unknown' : 'not-a-professional'];
      const known = policy?.recordId ?? NO_RECORD;
      const trace = {
        actor: acting,
        recordId: known,
        operation: 'emergency.open',
        outcome: 'refused',
        reasons,
      } as const;
      await ports.store.journal(traceOf({ ...trace, law: ports.law(now).versions }, ports));
      return fail(failure(acting.kind === 'professional' ? 'record-unknown' : 'access-refused'));
    }
    const opening = await openEmergencyAccess(acting, policy, 'declared', ports);
    if ('opened' in opening) {
      const { id, until = now } = opening.opened;
      return ok({ accessId: id, recordId: policy.recordId, until, stood: opening.stood });
    }
    if ('refused' in opening) {
      const { reasons, law } = opening.refused;
      const trace = {
        actor: acting,
        recordId: policy.recordId,
        operation: 'emergency.open',
        outcome: 'refused',
      } as const;
      await ports.store.journal(traceOf({ ...trace, reasons: reasonCodes(reasons), law }, ports));
      const last = reasons.at(-1);
      if (last?.gate !== 'record') return fail(failure('access-refused'));
      // A record that is not the one of the session is as unknown as one that is not there.
      const unknown = last.code === 'record-unknown' || policy.state === 'destroyed';
      return fail(failure(unknown ? 'record-unknown' : 'record-closed'));
    }
    if (attempt === ATTEMPTS) return failed(opening.met, failure('busy'), ports);
  }
};
