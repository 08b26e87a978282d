// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatePrefix, rangeOfMoment, readDate } from './dates.ts';

const now = '2026-11-23T12:00:00.000Z';

const range = (text: string) => {
  const value = readDate(text);
  return value.ok ? rangeOfMoment(value.value, now) : value.error;
};

describe('dates', () => {
  it.each([
    ['2026', { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' }],
    ['2026-11', { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' }],
    ['eq2024-02-29', { from: '2024-02-29T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z' }],
    ['ne2026', { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z', negate: true }],
    ['gt2026-11-23', { from: '2026-11-24T00:00:00.000Z' }],
    ['sa2026-11-23', { from: '2026-11-24T00:00:00.000Z' }],
    ['ge2026-11-23', { from: '2026-11-23T00:00:00.000Z' }],
    ['lt2026-11-23', { to: '2026-11-23T00:00:00.000Z' }],
    ['eb2026-11-23', { to: '2026-11-23T00:00:00.000Z' }],
    ['le2026-11-23', { to: '2026-11-24T00:00:00.000Z' }],
    ['ge2026-11-23T10:00', { from: '2026-11-23T10:00:00.000Z' }],
    ['2026-11-23T10:00Z', { from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T10:01:00.000Z' }],
    ['2026-11-23T10:00:05+01:00', { from: '2026-11-23T09:00:05.000Z', to: '2026-11-23T09:00:06.000Z' }],
    ['2026-11-23T10:00:05 01:00', { from: '2026-11-23T09:00:05.000Z', to: '2026-11-23T09:00:06.000Z' }],
    ['2026-11-23T10:00:05.123Z', { from: '2026-11-23T10:00:05.123Z', to: '2026-11-23T10:00:05.124Z' }],
    ['2026-11-23T10:00:05.1Z', { from: '2026-11-23T10:00:05.100Z', to: '2026-11-23T10:00:05.200Z' }],
    ['ap2026-11-13T12:00:00.000Z', { from: '2026-11-12T12:00:00.000Z', to: '2026-11-14T12:00:00.001Z' }],
  ])('%s', (text, expected) => {
    expect(range(text)).toEqual(expected);
  });

  it.each([
    '',
    'yesterday',
    '26',
    '2026-13',
    '2026-02-30',
    '2026-11-23T25:00Z',
    'xx2026',
    '20261123',
    'ge',
    '2026-11-23T10',
    "2026' or 1=1",
  ])('refuses %s', (text) => {
    expect(readDate(text).ok).toBe(false);
  });

  it('agrees with the order of time: each prefix takes a moment exactly where it should', () => {
    const prefixes: DatePrefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
    const at = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...prefixes), at, at, (prefix, asked, moment) => {
        const day = asked.toISOString().slice(0, 10);
        const { from, to, negate } = range(`${prefix}${day}`) as Exclude<ReturnType<typeof range>, string>;
        const stored = moment.toISOString();
        const within = (from === undefined || stored >= from) && (to === undefined || stored < to);
        const same = stored.slice(0, 10) === day;
        const expected = {
          eq: same,
          ne: !same,
          gt: stored.slice(0, 10) > day,
          sa: stored.slice(0, 10) > day,
          lt: stored.slice(0, 10) < day,
          eb: stored.slice(0, 10) < day,
          ge: stored.slice(0, 10) >= day,
          le: stored.slice(0, 10) <= day,
          ap: false,
        }[prefix];
        expect(negate ? !within : within).toBe(expected);
      }),
    );
  });
});
