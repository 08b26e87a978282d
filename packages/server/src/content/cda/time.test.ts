// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTime } from './time.ts';

describe('HL7 times', () => {
  it.each([
    ['20260310113000+0100', '20260310103000'],
    ['20260310113000.123+0100', '20260310103000'],
    ['202603101130+0100', '202603101030'],
    ['2026031011+01', '2026031010'],
    ['20260101003000+0200', '20251231223000'],
    ['20260310113000Z', '20260310113000'],
    ['20260310233000-0500', '20260311043000'],
    ['20260310', '20260310'],
    ['202603', '202603'],
    ['2026', '2026'],
  ])('%s is %s in UTC, in its own precision', (written, dtm) => {
    expect(readTime(written)).toEqual({ written, dtm, zoneAssumed: false });
  });

  it.each([
    ['20260110113000', '20260110103000', 'winter'],
    ['20260710113000', '20260710093000', 'summer'],
    ['20260329013000', '20260329003000', 'before the clock goes forward'],
    ['20260329033000', '20260329013000', 'after the clock goes forward'],
  ])('%s without zone is legal time in France: %s (%s)', (written, dtm) => {
    expect(readTime(written)).toEqual({ written, dtm, zoneAssumed: true });
  });

  it.each([
    '',
    '20261310',
    '20260230',
    '20260310250000+0100',
    '2026-03-10',
    '20260310113000+2500',
    '0',
    'hier',
    '20260310113000+0100 ',
  ])('%j is not a time', (written) => {
    expect(readTime(written).dtm).toBeUndefined();
  });

  it('moves every moment by exactly its zone', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 });
    const moment = fc.date({ min: new Date('1901-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, minutes, (date, offset) => {
        const utc = new Date(Math.floor(date.getTime() / 1000) * 1000);
        const digits = (d: Date): string => d.toISOString().slice(0, 19).replace(/\D/g, '');
        const zone = `${offset < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(offset) / 60)).padStart(2, '0')}${String(Math.abs(offset) % 60).padStart(2, '0')}`;
        expect(readTime(digits(new Date(utc.getTime() + offset * 60_000)) + zone).dtm).toBe(digits(utc));
      }),
    );
  });
});
