// SPDX-License-Identifier: Apache-2.0
import { type Instant, instantOf } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
};

/** The calendar day (`YYYY-MM-DD`) that a moment falls on in a time zone of the IANA database (`Europe/Paris`). */
export const dayIn = (at: Instant, timeZone: string): string => formatOf(timeZone).format(new Date(at));

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** No zone is further from UTC. */
const FURTHEST_HOURS = 15;

/** The first moment of a calendar day (`YYYY-MM-DD`) in a time zone: its midnight, or where that is skipped, what follows. */
export const startOfDay = (day: string, timeZone: string): Instant => {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // the day begins between these two; days follow each other, so halving finds where
  let before = utc - FURTHEST_HOURS * HOUR_MS;
  let within = utc + FURTHEST_HOURS * HOUR_MS;
  while (within - before > MINUTE_MS) {
    const middle = before + Math.floor((within - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (dayIn(instantOf(middle), timeZone) < day) before = middle;
    else within = middle;
  }
  return instantOf(within);
};
