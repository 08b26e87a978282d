// SPDX-License-Identifier: Apache-2.0
import { type Allowed, decide, type Operation } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { Law } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { NO_RECORD } from '@dossier/core/journal';
import { fail, ok, type Result } from '@dossier/core/result';
import { reasonCodes, traceOf } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';

/** Admits to what is asked of the house and not of one record; a refusal is in the journal, under no record. */
export const admitAtLarge = async (
  actor: Actor,
  operation: Operation,
  ports: Ports,
): Promise<Result<{ readonly allowed: Allowed; readonly law: Law }, Failure>> => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const recordId = NO_RECORD;
  const decision = decide({ actor, operation, recordId, policy: undefined, law, at: now });
  if (decision.verdict === 'allowed') return ok({ allowed: decision, law });
  const reasons = reasonCodes(decision.reasons);
  await ports.store.journal(
    traceOf({ actor, recordId, operation, outcome: 'refused', reasons, law: law.versions }, ports),
  );
  return fail(failure('access-refused'));
};
