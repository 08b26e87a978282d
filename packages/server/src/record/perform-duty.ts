// SPDX-License-Identifier: Apache-2.0
import { decide, type Operation, type Refused } from '@dossier/core/access';
import { systemActor } from '@dossier/core/actors';
import { codeIn } from '@dossier/core/codes';
import { factsOf, withoutCode } from '@dossier/core/documents';
import type { SystemOperation } from '@dossier/core/journal';
import { addDelay, type Instant } from '@dossier/core/time';
import type { Admitted } from './admit.ts';
import { allowedTrace } from './journal-entries.ts';
import type { Duty, LoadedPolicy, Ports } from './ports.ts';

type Again = { readonly dueAgainAt: Instant } | undefined;

/**
 * Does what the house owes at a date set by the law: the notice and the release of a document hidden from the patient
 * (R.1111-53 CSP), the opening of a record nobody opposed (R.1111-28), the destruction of one whose term has come
 * (R.1111-36). A duty that has lost its object is done by doing nothing.
 */
const performDuty = async (duty: Duty, ports: Ports): Promise<Again> => {
  const policy = await ports.store.loadPolicy({ recordId: duty.recordId });
  if (policy === undefined || policy.state === 'destroyed') return undefined;
  switch (duty.kind) {
    case 'announcement-notice':
      return announce(duty, policy, ports);
    case 'announcement-release':
      return release(duty, policy, ports);
    case 'open-record':
      return open(policy, ports);
    case 'destroy-record':
      return destroy(policy, ports);
  }
};

/** Everything that is due now, at most `limit` duties at once. Answers how many were done. */
export const performDuties = (ports: Ports, limit: number): Promise<number> =>
  ports.store.takeDuties(ports.clock.now(), limit, (duty) => performDuty(duty, ports));

const asHouse = (operation: Operation, policy: LoadedPolicy, ports: Ports): Admitted => {
  const now = ports.clock.now();
  const law = ports.law(now);
  const actor = systemActor('duties');
  const decision = decide({ actor, operation, recordId: policy.recordId, policy, law, at: now });
  if (decision.verdict === 'refused') throw new Error(`the house may not ${operation}: ${reasonsOf(decision)}`);
  return { allowed: decision, policy, law, now };
};

const reasonsOf = (decision: Refused): string => decision.reasons.map(({ code }) => code).join(', ');

const houseTrace = (
  { allowed }: Admitted,
  ports: Ports,
  operation: SystemOperation,
  detail: Record<string, string> = {},
) => ({
  ...allowedTrace(allowed, ports, { detail }),
  operation,
});

/**
 * Day 14: the patient is told, in neutral words, that the record was updated and that a professional can explain.
 * The entry names no document: it must not tell what is hidden.
 */
const announce = async ({ logicalId }: Duty, policy: LoadedPolicy, ports: Ports): Promise<Again> => {
  if (policy.state !== 'open') return undefined;
  const admitted = asHouse('document.make-visible', policy, ports);
  const document = logicalId ? await ports.store.readDocument(admitted.allowed, { id: logicalId }) : undefined;
  const { hiddenFromRepresentatives } = admitted.law.confidentiality;
  // Of a document that is kept from representatives they are not told either (L.1111-5 CSP).
  const secret = document?.facts.confidentialityCodes.includes(hiddenFromRepresentatives) ?? false;
  await ports.store.journal({ ...houseTrace(admitted, ports, 'announcement.notice'), secret });
  return undefined;
};

/** A closed record may be reopened; its duties are looked at again every day. */
const LOOK_AGAIN = { days: 1 };

/** One month: the document becomes visible to the patient by itself. In a closed record it waits for the reopening. */
const release = async ({ logicalId }: Duty, policy: LoadedPolicy, ports: Ports): Promise<Again> => {
  if (logicalId === undefined) return undefined;
  if (policy.state !== 'open') return { dueAgainAt: addDelay(ports.clock.now(), LOOK_AGAIN) };
  const admitted = asHouse('document.make-visible', policy, ports);
  const { allowed, law } = admitted;
  const document = await ports.store.readDocument(allowed, { id: logicalId });
  const hidden = law.confidentiality.hiddenFromPatient;
  if (document === undefined || !document.facts.confidentialityCodes.includes(hidden)) return undefined;
  const { normal } = law.confidentiality;
  const code = codeIn(law.valueSets.confidentialityCode, normal) ?? { code: normal, system: '' };
  const codes = withoutCode(document.entry.confidentialityCodes, hidden, code);
  const next = {
    ...document.entry,
    confidentialityCodes: codes,
    entryUuid: ports.uuid(),
    version: document.entry.version + 1,
  };
  const outcome = await ports.store.write(allowed, async (writer) => {
    await writer.insertVersion(next, factsOf(next, policy.personId, law.partySystems));
    await writer.journal({ ...houseTrace(admitted, ports, 'announcement.release'), documents: [logicalId] });
  });
  if (!outcome.committed) throw new Error('the document changed while it was being released');
  return undefined;
};

const open = async (policy: LoadedPolicy, ports: Ports): Promise<Again> => {
  if (policy.state !== 'notified') return undefined;
  const admitted = asHouse('record.open', policy, ports);
  const outcome = await ports.store.write(admitted.allowed, async (writer) => {
    await writer.setRecordState({ from: ['notified'], to: 'open', at: admitted.now });
    await writer.journal(houseTrace(admitted, ports, 'record.open-automatically', { state: 'open' }));
  });
  if (!outcome.committed) throw new Error('the record changed while it was being opened');
  return undefined;
};

const destroy = async (policy: LoadedPolicy, ports: Ports): Promise<Again> => {
  if (policy.state !== 'closed') return undefined;
  const admitted = asHouse('record.destroy', policy, ports);
  await ports.store.destroyRecord(admitted.allowed, houseTrace(admitted, ports, 'record.destroy-at-term'));
  return undefined;
};
