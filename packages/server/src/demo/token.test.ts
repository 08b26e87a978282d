// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frenchProfile, lawAt } from '@dossier/core/data';
import { checkIns } from '@dossier/core/identity';
import { ageInYears } from '@dossier/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthenticator } from '../platform/authentication.ts';
import { personaKeys, personas } from './personas.ts';
import { DemoTokenError, demoTokenKeys, issueToken } from './token.ts';

let home: string;
const now = '2026-11-23T12:00:00.000Z';
const law = (at: string) => lawAt(frenchProfile, at);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dossier-demo-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const authenticate = async (token: string, at = now) => {
  const { issuer, audience, keys } = await demoTokenKeys(home);
  return createAuthenticator({ issuer, audience, keys, clock: { now: () => at }, law }).authenticate(`Bearer ${token}`);
};

describe('the personas', () => {
  it('are those of the interface, each under its own key and with its own identity', () => {
    expect(Object.keys(personas).sort()).toEqual([...personaKeys].sort());
    for (const key of personaKeys) expect(personas[key].key).toBe(key);
    expect(personas.dominique.patient?.ins.value).toBe('279035121518989');
    expect(personas.adele.patient?.ins.value).toBe('277076322082910');
    expect(personas.gp.actor).toMatchObject({ nationalId: '899700218896', profession: '10', specialty: 'SM26' });
    const nationalIds = personaKeys.flatMap((key) => {
      const { actor } = personas[key];
      return actor.kind === 'professional' ? [actor.nationalId] : [];
    });
    expect(new Set(nationalIds).size).toBe(nationalIds.length);
    for (const id of nationalIds) expect(id).toMatch(/^8997\d{8}$/);
  });

  it('have an INS of test whose key is right and which fits birth date, sex and place', () => {
    const patients = personaKeys.flatMap((key) => personas[key].patient ?? []);
    expect(patients).toHaveLength(4);
    for (const { ins, traits } of patients) {
      expect(ins.oid).toBe('1.2.250.1.213.1.4.10');
      expect(checkIns(ins, lawAt(frenchProfile, now).identity, 'demo', 'refuse')).toMatchObject({ ok: true });
      expect(ins.value[0]).toBe(traits.sex === 'male' ? '1' : '2');
      expect(ins.value.slice(1, 5)).toBe(traits.birthDate.slice(2, 4) + traits.birthDate.slice(5, 7));
    }
  });

  it('include a minor of 15', () => {
    expect(ageInYears(personas.lea.patient?.traits.birthDate ?? '', now)).toBe(15);
  });
});

describe('a demo token', () => {
  it.each(personaKeys)('of %s authenticates as that persona', async (key) => {
    expect(await authenticate(await issueToken(home, key, { now }))).toEqual({ ok: true, value: personas[key].actor });
  });

  it('carries the mode, the reason, the organisation and the secret session', async () => {
    const organization = personas.cardiologist.organizations[1]?.id ?? '';
    const token = await issueToken(home, 'cardiologist', {
      mode: 'break-glass',
      reason: 'Patiente inconsciente',
      organization,
      secret: true,
      now,
    });
    expect(await authenticate(token)).toMatchObject({
      ok: true,
      value: {
        mode: { kind: 'break-glass', reason: 'Patiente inconsciente' },
        organization: { id: organization, name: 'Centre hospitalier de Valmont' },
        secret: true,
      },
    });
    expect(await authenticate(await issueToken(home, 'samu', { mode: 'emergency-dispatch', now }))).toMatchObject({
      value: { mode: { kind: 'emergency-dispatch' } },
    });
  });

  it('ends when it was asked to', async () => {
    const token = await issueToken(home, 'gp', { ttlSeconds: 60, now });
    expect((await authenticate(token, '2026-11-23T12:00:59.000Z')).ok).toBe(true);
    expect(await authenticate(token, '2026-11-23T12:01:10.000Z')).toMatchObject({ error: { code: 'token-expired' } });
  });

  it.each([
    ['house', {}, /There is no persona house; the personas are dominique, adele, .*support\./],
    ['constructor', {}, /There is no persona constructor/],
    ['gp', { mode: 'break-glass' }, /needs a reason/],
    ['gp', { mode: 'break-glass', reason: '  ' }, /needs a reason/],
    ['gp', { mode: 'sudo' }, /There is no mode sudo; the modes are normal, break-glass and emergency-dispatch/],
    ['gp', { reason: 'x' }, /goes with --mode break-glass only/],
    ['dominique', { mode: 'break-glass', reason: 'x' }, /is for professionals/],
    ['gp', { organization: '1000000000' }, /does not practise at 1000000000; choose one of .*Tilleuls/],
    ['support', { organization: '1000000000' }, /has no organisation to choose/],
    ['gp', { ttlSeconds: -1 }, /positive number of seconds/],
  ])('for %s with %j is refused with a sentence', async (persona, options, sentence) => {
    await expect(issueToken(home, persona, { ...options, now })).rejects.toThrow(sentence);
    await expect(issueToken(home, persona, { ...options, now })).rejects.toBeInstanceOf(DemoTokenError);
  });

  it('is signed with one key per home, readable by its owner only, whoever starts first', async () => {
    const fresh = join(home, 'second');
    const made = await Promise.all(Array.from({ length: 8 }, () => demoTokenKeys(fresh)));
    expect(new Set(made.map(({ privateKey }) => privateKey.kid)).size).toBe(1);
    expect((await stat(join(fresh, 'keys', 'demo-token.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(fresh, 'keys'))).toEqual(['demo-token.json']);
    expect(JSON.stringify(made[0]?.keys)).not.toContain('"d"');
  });
});
