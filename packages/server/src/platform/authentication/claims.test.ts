// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { sentenceOf } from '@dossier/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actorFromClaims, claimsFromActor } from './claims.ts';

const organization = { id: '1990000010', name: 'Cabinet des Tilleuls', sector: 'SA08' };
const { actorClasses: rules } = lawAt(frenchProfile, '2026-11-23T12:00:00.000Z');
const common = { name: 'Ada', authentication: 'direct', mode: { kind: 'normal' } } as const;
const personId = '0b0c9a1e-7a54-4d0c-8f6e-3c1f5b9d2a10';

const actors: readonly Exclude<Actor, { kind: 'system' }>[] = [
  { kind: 'patient', ...common, personId, secret: true },
  { kind: 'representative', ...common, personId },
  { kind: 'carer', ...common, personId, application: { id: 'app-1', name: 'Carnet' } },
  { kind: 'professional', ...common, nationalId: '899700500012', profession: '60' },
  {
    kind: 'professional',
    ...common,
    mode: { kind: 'break-glass', reason: 'inconsciente' },
    nationalId: '899700500012',
    profession: '10',
    specialty: 'SM04',
    organization,
  },
  { kind: 'staff', ...common, staffId: '1990000010/secretary-1', organization },
  { kind: 'organization', ...common, authentication: 'indirect', mode: { kind: 'emergency-dispatch' }, organization },
  { kind: 'feed', ...common, feed: 'laboratory', organization },
  { kind: 'support', ...common, agentId: 'agent-17' },
];

const membersOf = (actor: Exclude<Actor, { kind: 'system' }>): Record<string, unknown> =>
  structuredClone(claimsFromActor(actor).dossier_actor) as Record<string, unknown>;

const answer = (dossier_actor: unknown): string => {
  const result = actorFromClaims({ dossier_actor }, rules);
  return result.ok ? 'ok' : sentenceOf(result.error);
};

const physician = {
  kind: 'professional',
  name: 'Dr Ada',
  authentication: 'direct',
  national_id: '899700500012',
  profession: '10',
  specialty: 'SM26',
};

describe('the claims of an actor', () => {
  it.each(actors.map((actor) => [actor.kind, actor] as const))('come back as the same %s', (_, actor) => {
    expect(actorFromClaims(claimsFromActor(actor), rules)).toEqual({ ok: true, value: actor });
  });

  it.each(actors.map((actor) => [actor.kind, actor] as const))(
    'of a %s are refused when one mandatory member is missing or of another type, and say which',
    (_, actor) => {
      const optional = new Set(['mode', 'secret', 'application', 'specialty', 'organization', 'reason']);
      for (const member of Object.keys(membersOf(actor))) {
        if (optional.has(member) && (actor.kind === 'professional' || member !== 'organization')) continue;
        const without = membersOf(actor);
        delete without[member];
        expect(answer(without)).toContain(`dossier_actor.${member} is missing`);
        expect(answer({ ...membersOf(actor), [member]: 7 })).toContain(`dossier_actor.${member} is not a`);
      }
    },
  );

  it.each([
    ['a string', 'gp', 'is not an object'],
    ['a list', [physician], 'is not an object'],
    ['null', null, 'is not an object'],
    ['an unknown kind', { ...physician, kind: 'admin' }, 'dossier_actor.kind is not valid'],
    ['the kind of the house', { ...physician, kind: 'system', job: 'x' }, 'dossier_actor.kind is not valid'],
    ['a physician without specialty', { ...physician, specialty: undefined }, 'dossier_actor.specialty is missing'],
    ['an unknown authentication', { ...physician, authentication: 'card' }, 'authentication is not valid'],
    ['an unknown mode', { ...physician, mode: 'root' }, 'dossier_actor.mode is not valid'],
    ['a member too many', { ...physician, specialities: ['SM26'] }, 'dossier_actor.specialities is not expected'],
    ['a reason without break-glass', { ...physician, reason: 'x' }, 'dossier_actor.reason is not expected'],
    ['a blank name', { ...physician, name: ' \u2003' }, 'dossier_actor.name is not valid'],
    ['a name with a line break', { ...physician, name: 'Ada\nroot' }, 'dossier_actor.name is not valid'],
    ['a name that turns direction', { ...physician, name: 'Ada \u202etop' }, 'dossier_actor.name is not valid'],
    ['half a character', { ...physician, name: 'Ada \ud83d' }, 'dossier_actor.name is not valid'],
    ['a name without end', { ...physician, name: 'A'.repeat(201) }, 'dossier_actor.name is not valid'],
    ['an id that could be another key', { ...physician, national_id: '8:org' }, 'national_id is not valid'],
    ['digits of another script', { ...physician, national_id: '٨٩٩' }, 'national_id is not valid'],
    ['an empty id', { ...physician, national_id: '' }, 'national_id is not valid'],
    ['an organisation without id', { ...physician, organization: { name: 'X' } }, 'organization.id is missing'],
    ['an organisation as text', { ...physician, organization: '1990000010' }, 'organization is not an object'],
    ['secret as text', { ...physician, secret: 'false' }, 'dossier_actor.secret is not true or false'],
    ['break-glass by a patient', { ...membersOf(actors[1] as never), mode: 'break-glass', reason: 'x' }, 'break-glass'],
    ['dispatch by a patient', { ...membersOf(actors[1] as never), mode: 'emergency-dispatch' }, 'emergency-dispatch'],
    ['a person id that is no UUID', { ...membersOf(actors[1] as never), person_id: '1' }, 'person_id is not valid'],
  ])('with %s are refused', (_, claim, sentence) => {
    expect(answer(claim)).toMatch(/^The bearer token is not valid here/);
    expect(answer(claim)).toContain(sentence);
  });

  it.each([[undefined], [''], [' \t ']])('for break-glass need a reason (%j)', (reason) => {
    const claim = { ...physician, mode: 'break-glass', ...(reason !== undefined && { reason: reason.trim() }) };
    expect(answer(claim)).toBe('Break-glass access needs a reason.');
  });

  it('never make an actor of anything else, and never throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.dictionary(fc.string(), fc.anything()), (claim, extra) => {
        expect(actorFromClaims({ dossier_actor: claim }, rules).ok).toBe(false);
        const more = Object.keys(extra).length > 0;
        const noted = Object.keys(extra).every((member) => member in physician);
        if (more && !noted)
          expect(actorFromClaims({ dossier_actor: { ...extra, ...physician } }, rules).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
