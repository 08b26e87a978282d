// SPDX-License-Identifier: Apache-2.0
import type { Law } from '../data/types.ts';
import type { DocumentFacts } from '../documents/index.ts';
import { conditionsGate } from './decide-on-document.ts';
import { pass, refuse } from './question.ts';
import type { Allowed, Reason } from './types.ts';

/**
 * Whether this document may come from this caller: an organisation shares what it authored, a feed the types it is
 * there for, a patient the types that patients write, and nobody else writes in the patient's name. The type matrix governs reading only (domain §2.2).
 */
export const mayShare = (allowed: Allowed, facts: DocumentFacts, law: Law): Reason => {
  const { actor } = allowed;
  if (actor.kind === 'feed' && !(law.feeds.types[actor.feed] ?? []).includes(facts.typeCode))
    return refuse('type', 'not-feed-type');
  const asPatient = actor.kind === 'patient' || actor.kind === 'representative' || actor.kind === 'carer';
  if (asPatient && !law.actorClasses.patientDocuments.types.includes(facts.typeCode))
    return refuse('type', 'not-patient-type');
  if (facts.byPatient && !asPatient && actor.kind !== 'system') return refuse('document', 'not-by-patient');
  const ofDocument = conditionsGate(allowed, facts, law);
  return ofDocument.passed ? pass('document', 'may-share') : ofDocument;
};
