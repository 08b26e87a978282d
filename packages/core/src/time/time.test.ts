// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDelay,
  ageInYears,
  dtmFromIso,
  dtmToIso,
  earliestInstant,
  endOfDtm,
  instant,
  isDtm,
  isInstant,
} from './index.ts';

describe('instants', () => {
  it('reads date-times with a zone, and nothing else', () => {
    expect(instant('2026-06-12T10:00:00+02:00')).toBe('2026-06-12T08:00:00.000Z');
    expect(instant('2026-06-12T10:00:00')).toBeUndefined();
    expect(instant('2026-99-12T10:00:00Z')).toBeUndefined();
    expect(isInstant('2026-06-12T08:00:00.000Z')).toBe(true);
    expect(isInstant('2026-06-12T08:00:00Z')).toBe(false);
  });

  it('adds delays as calendars do', () => {
    expect(addDelay('2026-01-31T10:00:00.000Z', { months: 1 })).toBe('2026-02-28T10:00:00.000Z');
    expect(addDelay('2024-02-29T10:00:00.000Z', { years: 1 })).toBe('2025-02-28T10:00:00.000Z');
    expect(addDelay('2026-11-23T10:00:00.000Z', { weeks: 6 })).toBe('2027-01-04T10:00:00.000Z');
    expect(addDelay('2026-12-31T23:00:00.000Z', { days: 1, hours: 2 })).toBe('2027-01-02T01:00:00.000Z');
  });

  it('counts completed years', () => {
    expect(ageInYears('2008-11-24', '2026-11-23T23:59:59.999Z')).toBe(17);
    expect(ageInYears('2008-11-24', '2026-11-24T00:00:00.000Z')).toBe(18);
  });
});

describe('DTM', () => {
  it.each(['2005', '200501', '20050131', '2005013110', '200501311059', '20050131105959'])('takes %s', (dtm) =>
    expect(isDtm(dtm)).toBe(true),
  );
  it.each(['', '205', '200513', '20050231', '2005013124', '20050131105', '2005-01-31'])('refuses %s', (dtm) =>
    expect(isDtm(dtm)).toBe(false),
  );

  it('keeps the precision on the way to FHIR and back', () => {
    for (const [dtm, iso] of [
      ['2005', '2005'],
      ['200501', '2005-01'],
      ['20050131', '2005-01-31'],
      ['20050131105959', '2005-01-31T10:59:59Z'],
    ] as const) {
      expect(dtmToIso(dtm)).toBe(iso);
      expect(dtmFromIso(iso)).toBe(dtm);
    }
    expect(dtmToIso('2005013110')).toBe('2005-01-31T10:00:00Z');
    expect(dtmFromIso('2026-06-12T10:00:00.123+02:00')).toBe('20260612080000');
    expect(dtmFromIso('2026-06-12T10:00+02:00')).toBe('202606120800');
    expect(dtmFromIso('12/06/2026')).toBeUndefined();
    expect(dtmFromIso('2026-02-30')).toBeUndefined();
    expect(dtmFromIso('2026-06-12T99:00:00Z')).toBeUndefined();
  });

  it('begins before it ends, with nothing in between two neighbours', () => {
    expect([earliestInstant('200512'), endOfDtm('200512')]).toEqual([
      '2005-12-01T00:00:00.000Z',
      '2006-01-01T00:00:00.000Z',
    ]);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom(4, 6, 8, 10, 12, 14),
        (date, length) => {
          const dtm = date.toISOString().replace(/\D/g, '').slice(0, length);
          expect(earliestInstant(dtm) <= date.toISOString() && date.toISOString() < endOfDtm(dtm)).toBe(true);
        },
      ),
    );
  });
});
