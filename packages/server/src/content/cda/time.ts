// SPDX-License-Identifier: Apache-2.0
import { isDtm } from '@dossier/core/time';
import { legalOffsetMs } from './legal-time.ts';
import type { CdaTime } from './types.ts';

const TS = /^(\d{4}(?:\d{2}){0,5})(?:\.\d+)?([+-]\d{2}(?:\d{2})?|Z)?$/;

const writtenOffsetMs = (zone: string): number | undefined => {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5) || '0');
  return minutes > 14 * 60 ? undefined : (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
};

/**
 * Reads an HL7 TS. A time of day is moved to UTC by its zone (checklist D13); without one it is taken as legal time
 * in France and marked so. A date without time of day stays as it is. Fractions of a second are dropped.
 */
export const readTime = (written: string): CdaTime => {
  const [, digits = '', zone] = TS.exec(written) ?? [];
  if (!isDtm(digits)) return { written, zoneAssumed: false };
  if (digits.length <= 8) return { written, dtm: digits, zoneAssumed: false };
  const at = (from: number): number => Number(digits.slice(from, from + 2) || '0');
  const local = Date.UTC(Number(digits.slice(0, 4)), at(4) - 1, at(6), at(8), at(10), at(12));
  const offset = zone === undefined ? legalOffsetMs(local) : writtenOffsetMs(zone);
  if (offset === undefined) return { written, zoneAssumed: false };
  const dtm = new Date(local - offset).toISOString().replace(/\D/g, '').slice(0, digits.length);
  return { written, dtm, zoneAssumed: zone === undefined };
};
