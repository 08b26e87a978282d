// SPDX-License-Identifier: Apache-2.0
import { decide } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import type { RecordState } from '@dossier/core/consent';
import type { Law, RegimeRules } from '@dossier/core/data';
import { type Failure, failure } from '@dossier/core/errors';
import { checkIns, checkTraits, nameInUse, sameIns } from '@dossier/core/identity';
import { fail, ok, type Result } from '@dossier/core/result';
import { addDelay, type Instant } from '@dossier/core/time';
import { mismatchOf } from './admit.ts';
import { reasonCodes, traceOf } from './journal-entries.ts';
import type { ActivationSecret, Duty, NewRecord, Ports } from './ports.ts';
import type { OpenRecordRequest, Outcome, Warning } from './requests.ts';

export interface OpenedRecord {
  readonly recordId: string;
  readonly personId: string;
  readonly state: RecordState;
  /** Under a regime that opens on silence: when it opens unless the person opposes. */
  readonly opensAt?: Instant;
  /** For the person, where the opener was to hand it out; it cannot be had again. */
  readonly activation?: ActivationSecret;
  readonly warnings: readonly Warning[];
}

/**
 * Opens a record (DMP TD1.1). Under a regime that opens on consent it opens at once, and the opener declares that the
 * patient was told and agreed; under one that opens on silence only the house opens, by a notice that leaves the person
 * six weeks to oppose (R.1111-28 CSP).
 */
export const openRecord = async (actor: Actor, request: OpenRecordRequest, ports: Ports): Outcome<OpenedRecord> => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const ins = checkIns(request.ins, law.identity, ports.environment, ports.insKeyErrors);
  if (!ins.ok) return ins;
  const traits = checkTraits(request.traits, now);
  if (!traits.ok) return traits;

  const recordId = ports.uuid();
  const policy = await ports.store.loadPolicy({ ins: ins.value.ins });
  const decision = decide({ actor, operation: 'record.open', recordId, policy, law, at: now });
  const trace = { actor, operation: 'record.open', reasons: reasonCodes(decision.reasons), law: law.versions } as const;
  const refuse = async (refusal: Failure): Outcome<never> => {
    const known = policy?.recordId ?? recordId;
    await ports.store.journal(
      traceOf({ ...trace, recordId: known, outcome: 'refused', reasons: [...trace.reasons, refusal.code] }, ports),
    );
    return fail(refusal);
  };
  const mismatch = mismatchOf(actor, ins.value.ins);
  if (mismatch !== undefined) return refuse(mismatch);
  if (actor.kind === 'patient' && (actor.ins === undefined || !sameIns(actor.ins, request.ins)))
    return refuse(failure('access-refused')); // a person opens the record of the INS that sign-in has verified
  if (decision.verdict === 'refused')
    return refuse(failure(decision.reasons.at(-1)?.gate === 'record' ? 'record-exists' : 'access-refused'));
  if (policy !== undefined && policy.state !== 'destroyed') return refuse(failure('record-exists'));
  if (request.identityStatus !== 'qualified')
    return refuse(failure('identity-not-qualified', { status: request.identityStatus }));
  const regime = regimeFor(actor, request, law, ports);
  if (!regime.ok) return refuse(regime.error);

  const opening = regime.value.opening === 'on-consent';
  const opensAt = addDelay(now, law.timeRules.oppositionWindow);
  const record: NewRecord = {
    recordId,
    personId: actor.kind === 'patient' ? actor.personId : (request.personId ?? ports.uuid()),
    ins: ins.value.ins,
    traits: request.traits,
    identityStatus: request.identityStatus,
    regime: regime.value.id,
    state: opening ? 'open' : 'notified',
    ...(opening ? { openedAt: now } : { notifiedAt: now }),
    relations: [],
  };
  const duties: readonly Duty[] = opening ? [] : [{ kind: 'open-record', recordId, dueAt: opensAt }];
  const entry = traceOf(
    { ...trace, recordId, outcome: 'success', detail: { regime: record.regime, state: record.state } },
    ports,
  );
  const created = await ports.store.createRecord(record, duties, entry);
  if (!created) return refuse(failure('record-exists'));
  const person = { personId: record.personId, name: nameInUse(request.traits) };
  // A patient who opens their own record has signed in.
  const handsOut = request.withSecret === true && regime.value.activation === 'by-opener' && actor.kind !== 'patient';
  const activation = handsOut ? await ports.handOutSecret(person, actor) : undefined;
  return ok({
    recordId,
    personId: record.personId,
    state: record.state,
    ...(opening ? {} : { opensAt }),
    ...(activation === undefined ? {} : { activation }),
    warnings: ins.value.warnings,
  });
};

const regimeFor = (actor: Actor, request: OpenRecordRequest, law: Law, ports: Ports): Result<RegimeRules, Failure> => {
  const asked = actor.kind === 'system' ? request.regime : undefined;
  const id = asked ?? ports.regime ?? law.regimes.current;
  const regime = law.regimes.regimes.find((candidate) => candidate.id === id);
  if (regime === undefined) return fail(failure('element-invalid', { path: 'regime', why: `${id} is not in force` }));
  if (regime.opening === 'on-silence' && actor.kind !== 'system') return fail(failure('access-refused'));
  if (regime.opening === 'on-consent' && !request.consentRecorded)
    return fail(
      failure('element-missing', { path: 'consent', why: "the record opens with the patient's recorded consent" }),
    );
  return ok(regime);
};
