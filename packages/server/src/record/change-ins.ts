// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { checkIns, type IdentityStatus, type Ins } from '@dossier/core/identity';
import { ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { Ports, RecordRef } from './ports.ts';
import type { Outcome, Warning } from './requests.ts';

export interface ChangeInsRequest {
  readonly record: RecordRef;
  readonly ins: Ins;
  readonly identityStatus: IdentityStatus;
}

/**
 * Gives the person of a record another INS (a NIR after a waiting number, a correction, a change of sex). The record
 * stays one: the former INS still leads to it (checklist B3).
 */
export const changeIns = async (
  actor: Actor,
  { record, ins, identityStatus }: ChangeInsRequest,
  ports: Ports,
): Outcome<{ readonly recordId: string; readonly ins: Ins; readonly warnings: readonly Warning[] }> => {
  const admitted = await admit(actor, 'record.change-ins', record, ports);
  if (!admitted.ok) return admitted;
  const { allowed, law, now } = admitted.value;
  const checked = checkIns(ins, law.identity, ports.environment, ports.insKeyErrors);
  if (!checked.ok) return failed(allowed, checked.error, ports);
  if (identityStatus !== 'qualified')
    return failed(allowed, failure('identity-not-qualified', { status: identityStatus }), ports);
  const outcome = await ports.store.write(allowed, async (writer) => {
    await writer.changeIns(checked.value.ins, now);
    await writer.journal(allowedTrace(allowed, ports));
  });
  if (outcome.committed)
    return ok({ recordId: allowed.recordId, ins: checked.value.ins, warnings: checked.value.warnings });
  const taken = outcome.conflict.kind === 'identifier-taken';
  return failed(allowed, failure(taken ? 'record-exists' : 'busy'), ports);
};
