// SPDX-License-Identifier: Apache-2.0
import type { Law } from '../data/types.ts';
import type { DocumentFacts } from '../documents/index.ts';
import { decideOnDocument } from './decide-on-document.ts';
import { pass, refuse } from './question.ts';
import type { Allowed, Lens, Reason } from './types.ts';

const EVERYTHING: Lens = {
  statuses: ['approved'],
  types: 'every',
  hiddenBy: [],
  own: [],
  ownOnly: false,
};

/**
 * Whether this document may come from this caller: an organisation shares what it authored, a feed the types it is
 * there for, a patient the types that patients write. The type matrix governs reading only (domain §2.2).
 */
export const mayShare = (allowed: Allowed, facts: DocumentFacts, law: Law): Reason => {
  const { actor } = allowed;
  if (actor.kind === 'feed' && !(law.feeds.types[actor.feed] ?? []).includes(facts.typeCode))
    return refuse('type', 'not-feed-type');
  const asPatient = actor.kind === 'patient' || actor.kind === 'representative' || actor.kind === 'carer';
  if (asPatient && !law.patientDocumentTypes.includes(facts.typeCode)) return refuse('type', 'not-patient-type');
  const ofDocument = decideOnDocument({ ...allowed, lens: EVERYTHING }, facts, law);
  return ofDocument.passed ? pass('document', 'may-share') : ofDocument;
};
