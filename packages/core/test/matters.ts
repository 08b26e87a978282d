// SPDX-License-Identifier: Apache-2.0
/** Small makers of actors, policies and documents for the tests of the rules; all fictional. */
import type { Actor, Professional } from '../src/actors/index.ts';
import type { RecordPolicy, Relation, RelationKind } from '../src/consent/index.ts';
import { frenchProfile, lawAt } from '../src/data/index.ts';
import type { DocumentFacts } from '../src/documents/index.ts';

export const NOW = '2026-11-23T12:00:00.000Z';
export const law = lawAt(frenchProfile, NOW);
export const RECORD = 'aaaaaaaa-0000-4000-8000-000000000001';
export const PERSON = 'bbbbbbbb-0000-4000-8000-000000000001';
export const PARENT = 'bbbbbbbb-0000-4000-8000-000000000002';

const person = { name: '', authentication: 'direct', mode: { kind: 'normal' } } as const;

export const professional = (nationalId: string, more: Partial<Professional> = {}): Professional => ({
  kind: 'professional',
  nationalId,
  profession: '10',
  specialty: 'SM26',
  ...person,
  ...more,
});

export const doctor = professional('899700000001');
export const nurse = professional('899700000002', { profession: '60' });
export const patient: Actor = { kind: 'patient', personId: PERSON, ...person };
export const otherPatient: Actor = { kind: 'patient', personId: PARENT, ...person };
export const parent: Actor = { kind: 'representative', personId: PARENT, ...person };
export const carer: Actor = { kind: 'carer', personId: PARENT, ...person };
export const practice = { id: '1750000001', name: 'Cabinet des Tilleuls' };
export const secretary: Actor = { kind: 'staff', staffId: '375000000100001', organization: practice, ...person };
export const hospital: Actor = {
  kind: 'organization',
  organization: { id: '1750000002', name: 'Hôpital' },
  ...person,
  authentication: 'indirect',
};
export const laboratory: Actor = {
  kind: 'feed',
  feed: 'laboratory',
  organization: { id: '1750000003', name: 'Laboratoire' },
  ...person,
};
export const support: Actor = { kind: 'support', agentId: 'agent-1', ...person };
export const house: Actor = { kind: 'system', job: 'duties', ...person };

let relations = 0;
export const relation = (kind: RelationKind, holder?: string, more: Partial<Relation> = {}): Relation => ({
  id: `relation-${++relations}`,
  kind,
  from: '2026-01-01T00:00:00.000Z',
  origin: 'patient',
  createdBy: `person:${PERSON}`,
  ...(holder === undefined ? {} : { holder }),
  ...more,
});

export const policy = (
  relationsOfRecord: readonly Relation[] = [],
  more: Partial<RecordPolicy> = {},
): RecordPolicy => ({
  recordId: RECORD,
  personId: PERSON,
  regime: 'fr-2022',
  state: 'open',
  policyVersion: 1,
  birthDate: '1979-03-05',
  identityStatus: 'qualified',
  relations: relationsOfRecord,
  ...more,
});

export const facts = (more: Partial<DocumentFacts> = {}): DocumentFacts => ({
  logicalId: 'dddddddd-0000-4000-8000-000000000001',
  typeCode: '11488-4',
  availabilityStatus: 'approved',
  confidentialityCodes: ['N'],
  authorKeys: ['ps:899700009999'],
  byPatient: false,
  ...more,
});
