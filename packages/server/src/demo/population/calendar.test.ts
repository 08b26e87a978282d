// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { before, daysAfter, frenchDate, hl7Time, utcDtm } from './calendar.ts';

describe('local time', () => {
  it.each([
    ['2026-01-15T09:30', '20260115093000+0100', '20260115083000'],
    ['2026-07-15T09:30', '20260715093000+0200', '20260715073000'],
    ['2026-03-29T01:59', '20260329015900+0100', '20260329005900'],
    ['2026-03-29T03:00', '20260329030000+0200', '20260329010000'],
    ['2026-10-25T03:00', '20261025030000+0100', '20261025020000'],
    ['2026-01-01T00:30', '20260101003000+0100', '20251231233000'],
  ])('%s is written as %s, and as %s in UTC', (at, ts, dtm) => {
    expect(hl7Time(at)).toBe(ts);
    expect(utcDtm(at)).toBe(dtm);
  });

  it('agrees with the time zone of Paris on every day of the stories', () => {
    const paris = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' });
    for (let days = 0; days < 2000; days += 3) {
      const at = before(days, '12:00');
      const offset = paris
        .format(new Date(`${at}:00Z`))
        .slice(-6)
        .replace(':', '');
      expect(hl7Time(at).slice(-5)).toBe(offset);
    }
  });

  it('is counted back from the end of the stories, Sundays left out', () => {
    expect(before(0)).toBe('2026-11-20T09:30');
    expect(before(5)).toBe('2026-11-16T09:30'); // 15 November is a Sunday
    expect(daysAfter('2026-02-28', 1)).toBe('2026-03-01');
    expect(frenchDate('1979-03-28')).toBe('28/03/1979');
  });
});
