// SPDX-License-Identifier: Apache-2.0
import { fail, ok, type Result } from '@dossier/core/result';
import { dtmFromIso, earliestInstant, endOfDtm, type Instant, instantOf } from '@dossier/core/time';

/** [from, to); an open side is absent. `negate` means outside of it. */
export interface DateRange {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly negate?: true;
}

export type DatePrefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

export interface DateValue {
  readonly prefix: DatePrefix;
  /** First moment that the value names. */
  readonly low: Instant;
  /** First moment after what the value names. */
  readonly high: Instant;
}

const shape =
  /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[ +-]\d{2}:\d{2})?)?)?)?)$/;

/** The milliseconds that a value with a fraction of a second names. */
const fraction = (iso: string): { readonly low: Instant; readonly high: Instant } | undefined => {
  const digits = /\.(\d+)/.exec(iso)?.[1];
  const epochMs = Date.parse(iso);
  if (digits === undefined || Number.isNaN(epochMs)) return undefined;
  const spanMs = digits.length >= 3 ? 1 : 10 ** (3 - digits.length);
  return { low: instantOf(epochMs), high: instantOf(epochMs + spanMs) };
};

const span = (iso: string): { readonly low: Instant; readonly high: Instant } | undefined => {
  const dtm = dtmFromIso(iso);
  if (dtm === undefined) return undefined;
  return fraction(iso) ?? { low: earliestInstant(dtm), high: endOfDtm(dtm) };
};

/**
 * Reads a date with its prefix, at the precision it is given in (FHIR R4 §3.1.1.4.7). A time without a zone is UTC,
 * as all times of the house are; a `+` that was not escaped in the address and came as a space is put back.
 */
export const readDate = (text: string): Result<DateValue, string> => {
  const match = shape.exec(text);
  if (!match) return fail('it should be a date such as 2026, ge2026-11, 2026-11-23 or lt2026-11-23T10:00:00Z');
  const [, prefix = 'eq', iso = '', zone] = match;
  const zoned = iso.includes('T') && zone === undefined ? `${iso}Z` : iso.replace(' ', '+');
  const moments = span(zoned);
  return moments ? ok({ prefix: prefix as DatePrefix, ...moments }) : fail('there is no such day or time');
};

const shift = (at: Instant, ms: number): Instant => instantOf(Date.parse(at) + ms);

/** `ap`: a tenth of the distance to now on either side (FHIR R4 §3.1.1.4.7). */
export const approximately = (
  { low, high }: DateValue,
  now: Instant,
): { readonly from: Instant; readonly to: Instant } => {
  const marginMs = Math.round(Math.abs(Date.parse(now) - Date.parse(low)) / 10);
  return { from: shift(low, -marginMs), to: shift(high, marginMs) };
};

/** The range that a date value asks of a moment. */
export const rangeOfMoment = (value: DateValue, now: Instant): DateRange => {
  const { prefix, low, high } = value;
  switch (prefix) {
    case 'eq':
      return { from: low, to: high };
    case 'ne':
      return { from: low, to: high, negate: true };
    case 'gt':
    case 'sa':
      return { from: high };
    case 'ge':
      return { from: low };
    case 'lt':
    case 'eb':
      return { to: low };
    case 'le':
      return { to: high };
    case 'ap':
      return approximately(value, now);
  }
};
