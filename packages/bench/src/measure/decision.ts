// SPDX-License-Identifier: Apache-2.0
import { type Allowed, decide, type Question, sees } from '@dossier/core/access';
import { partyKey } from '@dossier/core/actors';
import type { Relation } from '@dossier/core/consent';
import { frenchProfile, lawAt } from '@dossier/core/data';
import type { DocumentFacts } from '@dossier/core/documents';
import { doctorOf } from '../data/people.ts';
import type { DecisionCost } from '../results.ts';
import { median } from './statistics.ts';

const AT = '2026-11-23T12:00:00.000Z';
const DOCTORS = 5;
const CALLS = 20_000;
const ROUNDS = 5;

const authorization = (index: number): Relation => ({
  id: `relation-${index}`,
  kind: 'authorization',
  holder: partyKey(doctorOf(index)),
  from: '2026-01-01T00:00:00.000Z',
  origin: 'declared-by-professional',
  createdBy: partyKey(doctorOf(index)),
});

/** A doctor asks for the documents of a patient who has authorised five, and is the last of them. */
const question: Question = {
  actor: doctorOf(DOCTORS - 1),
  operation: 'document.find',
  recordId: 'aaaaaaaa-0000-4000-8000-000000000001',
  policy: {
    recordId: 'aaaaaaaa-0000-4000-8000-000000000001',
    personId: 'bbbbbbbb-0000-4000-8000-000000000001',
    regime: 'fr-2010',
    state: 'open',
    policyVersion: 1,
    birthDate: '1979-03-05',
    identityStatus: 'qualified',
    relations: Array.from({ length: DOCTORS }, (_, index) => authorization(index)),
  },
  law: lawAt(frenchProfile, AT),
  at: AT,
};

const document: DocumentFacts = {
  logicalId: 'dddddddd-0000-4000-8000-000000000001',
  typeCode: '11488-4',
  availabilityStatus: 'approved',
  confidentialityCodes: ['N'],
  authorKeys: ['ps:899700999999'],
  byPatient: false,
};

/** Microseconds of CPU time of one call: the median of some rounds after one that warms up. */
const timeOf = (call: () => unknown): number => {
  const round = (): number => {
    const before = process.cpuUsage();
    for (let i = 0; i < CALLS; i++) call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / CALLS;
  };
  round();
  return median(Array.from({ length: ROUNDS }, round));
};

const allowed = (): Allowed => {
  const decision = decide(question);
  if (decision.verdict !== 'allowed') throw new Error('The doctor of the benchmark is not let in.');
  return decision;
};

export const measureDecision = (): DecisionCost => {
  const { lens } = allowed();
  if (!sees(lens, document)) throw new Error('The doctor of the benchmark does not see the document.');
  return { decideMicroseconds: timeOf(() => decide(question)), seesMicroseconds: timeOf(() => sees(lens, document)) };
};
