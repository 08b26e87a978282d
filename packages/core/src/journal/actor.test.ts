// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import type { Actor } from '../actors/index.ts';
import { journalActorOf } from './index.ts';

const caller = { name: 'Émile Ω', authentication: 'direct', mode: { kind: 'normal' } } as const;
const organization = { id: '1750000001', name: 'Cabinet du Parc', sector: 'SA07' };

const actors: readonly Actor[] = [
  { ...caller, kind: 'patient', personId: 'p1' },
  { ...caller, kind: 'representative', personId: 'p2' },
  { ...caller, kind: 'carer', personId: 'p3' },
  { ...caller, kind: 'professional', nationalId: '899700218896', profession: '10', specialty: 'SM26', organization },
  { ...caller, kind: 'staff', staffId: 's1', organization },
  { ...caller, kind: 'organization', organization },
  { ...caller, kind: 'feed', feed: 'laboratory', organization },
  { ...caller, kind: 'support', agentId: 'a1' },
  { ...caller, kind: 'system', job: 'announcement' },
];

describe('what the journal keeps of an actor', () => {
  test('names, but not those of the patient and their delegates', () => {
    expect(actors.filter((actor) => journalActorOf(actor).name === undefined).map(({ kind }) => kind)).toEqual([
      'patient',
      'representative',
      'carer',
    ]);
    for (const actor of actors.slice(0, 3)) expect(JSON.stringify(journalActorOf(actor))).not.toContain('Émile');
  });

  test('profession, organisation, application, and the reason of a break-glass access', () => {
    const [, , , professional] = actors;
    expect(
      journalActorOf({
        ...(professional as Actor),
        mode: { kind: 'break-glass', reason: 'Unconscious \ud800' },
        application: { id: 'lps', name: 'LPS' },
      }),
    ).toEqual({
      kind: 'professional',
      key: 'ps:899700218896',
      name: 'Émile Ω',
      profession: '10',
      specialty: 'SM26',
      organizationId: '1750000001',
      organizationName: 'Cabinet du Parc',
      authentication: 'direct',
      mode: 'break-glass',
      reason: 'Unconscious \ufffd',
      application: 'LPS',
    });
  });
});
