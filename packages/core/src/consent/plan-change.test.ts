// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { law, NOW, PARENT, policy, relation } from '../../test/matters.ts';
import { planChange, type WantedChange } from './plan-change.ts';

const by = 'person:bbbbbbbb-0000-4000-8000-000000000001';
const plan = (change: WantedChange, of = policy(), actorKind: 'patient' | 'system' = 'patient') =>
  planChange(of, change, { law, now: NOW, by, id: 'new', actorKind, secret: false });
const planned = (...args: Parameters<typeof plan>) => {
  const result = plan(...args);
  if (!result.ok) throw new Error(String(result.error.parameters.why));
  return result.value;
};
const why = (...args: Parameters<typeof plan>): unknown => {
  const result = plan(...args);
  return result.ok ? 'planned' : (result.error.parameters.why ?? result.error.code);
};
const begin = (more: Partial<Extract<WantedChange, { do: 'begin' }>>): WantedChange => ({
  do: 'begin',
  kind: 'authorization',
  holder: 'ps:1',
  origin: 'patient',
  ...more,
});

describe('planChange', () => {
  it('begins an authorisation for one year (A1)', () => {
    expect(planned(begin({ holderName: 'Dr Un', holderProfession: '10', holderSpecialty: 'SM26' }))).toEqual({
      end: [],
      begin: expect.objectContaining({
        id: 'new',
        kind: 'authorization',
        holder: 'ps:1',
        holderName: 'Dr Un',
        holderProfession: '10',
        from: NOW,
        until: '2027-11-23T12:00:00.000Z',
        createdBy: by,
      }),
      subject: expect.objectContaining({ id: 'new' }),
    });
    expect(planned(begin({ until: '2026-12-24T00:00:00.000Z' })).begin?.until).toBe('2026-12-24T00:00:00.000Z');
  });

  it('renews what holds already, by a row of its own', () => {
    const held = relation('authorization', 'ps:1', { until: '2026-12-01T00:00:00.000Z' });
    for (const change of [begin({}), { do: 'renew', relationId: held.id, origin: 'patient' } as const]) {
      const { end, begin: next } = planned(change, policy([held]));
      expect(end).toEqual([held]);
      expect(next).toMatchObject({ id: 'new', from: NOW, until: '2027-11-23T12:00:00.000Z' });
    }
  });

  it('keeps the end that is asked for, of what holds already too', () => {
    const held = relation('authorization', 'ps:1', { until: '2027-06-01T00:00:00.000Z', holderName: 'Dr Un' });
    const { end, begin: next } = planned(begin({ until: '2026-12-01T00:00:00.000Z' }), policy([held]));
    expect(end).toEqual([held]);
    expect(next).toMatchObject({ id: 'new', holderName: 'Dr Un', until: '2026-12-01T00:00:00.000Z' });
  });

  it('leaves a holder one authorisation when an older one is renewed', () => {
    const ranOut = relation('authorization', 'ps:1', { id: 'old', until: '2026-01-01T00:00:00.000Z' });
    const held = relation('authorization', 'ps:1', { id: 'held', until: '2027-01-01T00:00:00.000Z' });
    const change = { do: 'renew', relationId: 'old', origin: 'patient' } as const;
    expect(planned(change, policy([ranOut, held])).end).toEqual([ranOut, held]);
  });

  it('ends a decision once', () => {
    const held = relation('block', 'ps:1');
    expect(planned({ do: 'end', relationId: held.id, origin: 'patient' }, policy([held]))).toEqual({
      end: [held],
      subject: { ...held, endedAt: NOW },
    });
    expect(why({ do: 'end', relationId: held.id, origin: 'patient' }, policy([{ ...held, endedAt: NOW }]))).toBe(
      'it has ended already',
    );
    expect(why({ do: 'end', relationId: 'none', origin: 'patient' })).toBe('object-unknown');
    expect(why({ do: 'renew', relationId: held.id, origin: 'patient' }, policy([held]))).toBe(
      'only an authorisation is renewed',
    );
  });

  it('ends every right of whom the patient blocks, and gives nothing back by itself', () => {
    const rights = [
      relation('authorization', 'ps:1'),
      relation('attending-doctor', 'ps:1'),
      relation('administrator', 'ps:1'),
    ];
    const others = [relation('authorization', 'ps:2'), { ...relation('authorization', 'ps:1'), endedAt: NOW }];
    expect(planned(begin({ kind: 'block' }), policy([...rights, ...others])).end).toEqual(rights);
  });

  it('names one attending doctor at a time', () => {
    const former = relation('attending-doctor', 'ps:9');
    expect(planned(begin({ kind: 'attending-doctor' }), policy([former])).end).toEqual([former]);
  });

  it('refuses what cannot be, in words', () => {
    expect(why(begin({ holder: 'nobody' }))).toBe('it names no professional or organisation');
    expect(why({ do: 'begin', kind: 'block', origin: 'patient' })).toBe('it names no professional or organisation');
    expect(why(begin({ kind: 'attending-doctor', holder: 'org:1' }))).toBe('it names no professional');
    expect(why(begin({ kind: 'carer', holder: 'ps:1' }))).toBe('it names no person');
    expect(why(begin({ kind: 'opposition-break-glass' }))).toBe('it concerns everybody, not one party');
    expect(why(begin({ until: NOW }))).toBe('its end lies in the past');
    expect(why(begin({ until: '2028-01-01T00:00:00.000Z' }))).toBe('it lasts longer than the law allows');
    expect(why({ do: 'begin', kind: 'default-confidentiality', value: 'N', origin: 'patient' })).toContain('MASQUE_PS');
    expect(why(begin({ kind: 'block' }), policy([relation('block', 'ps:1')]))).toBe('it stands already');
    expect(why(begin({}), policy([relation('block', 'ps:1')]))).toBe('the patient has blocked this party');
    expect(why(begin({ kind: 'legal-representative', holder: `person:${PARENT}` }))).toContain('on proof');
  });

  it('lets neither the minor nor a parent end a legal representation', () => {
    const link = relation('legal-representative', `person:${PARENT}`);
    expect(why({ do: 'end', relationId: link.id, origin: 'patient' }, policy([link]))).toContain('on proof');
    expect(why({ do: 'end', relationId: link.id, origin: 'system' }, policy([link]), 'system')).toBe('planned');
  });

  it('marks what begins in a secret session', () => {
    const secret = planChange(policy(), begin({}), {
      law,
      now: NOW,
      by,
      id: 'new',
      actorKind: 'patient',
      secret: true,
    });
    expect(secret.ok && secret.value.begin).toMatchObject({ secret: true });
    expect(planned(begin({})).begin).not.toHaveProperty('secret');
  });

  it('records legal representatives by the house, oppositions and default confidentiality by the patient', () => {
    expect(
      planned(
        begin({ kind: 'legal-representative', holder: `person:${PARENT}`, value: 'protected-adult' }),
        policy(),
        'system',
      ).begin?.value,
    ).toBe('protected-adult');
    expect(
      planned({ do: 'begin', kind: 'default-confidentiality', value: 'MASQUE_PS', origin: 'patient' }).begin,
    ).toMatchObject({ value: 'MASQUE_PS' });
    expect(planned({ do: 'begin', kind: 'opposition-emergency-dispatch', origin: 'patient' }).begin).not.toHaveProperty(
      'holder',
    );
  });
});
