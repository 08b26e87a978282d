// SPDX-License-Identifier: Apache-2.0
import type { Instant } from './instant.ts';

/**
 * HL7 DTM in UTC, with the precision it was given in: `YYYY[MM[DD[hh[mm[ss]]]]]`
 * (ITI TF-3 Table 4.2.3.1.7-2).
 */
export type Dtm = string;

const DTM = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2}))?)?)?)?)?$/;

const parts = (dtm: Dtm): number[] | undefined =>
  DTM.exec(dtm)
    ?.slice(1)
    .filter((p) => p !== undefined)
    .map(Number);

const utc = ([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: number[]): Date =>
  new Date(Date.UTC(year, month - 1, day, hour, minute, second));

export const isDtm = (text: string): boolean => {
  const fields = parts(text);
  if (!fields) return false;
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields;
  const date = utc(fields);
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
};

/** The first moment that a DTM names: `2005` begins on 1 January 2005 at 00:00 UTC. */
export const earliestInstant = (dtm: Dtm): Instant => utc(parts(dtm) ?? []).toISOString();

/** The first moment after what a DTM names: `2005` ends on 1 January 2006 at 00:00 UTC. */
export const endOfDtm = (dtm: Dtm): Instant => {
  const fields = parts(dtm) ?? [];
  const last = fields.length - 1;
  return utc(fields.map((field, index) => (index === last ? field + 1 : field))).toISOString();
};

/** FHIR date, dateTime or instant to DTM, moved to UTC when it carries a time; undefined when it is none of them. */
export const dtmFromIso = (iso: string): Dtm | undefined => {
  const match =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/.exec(iso);
  if (!match) return undefined;
  if (match[4] === undefined) {
    const dtm = match.slice(1, 4).join('');
    return isDtm(dtm) ? dtm : undefined;
  }
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs)) return undefined;
  const digits = new Date(epochMs).toISOString().replace(/\D/g, '');
  return digits.slice(0, match[6] === undefined ? 12 : 14);
};

/** DTM to FHIR dateTime of the same precision; one with an hour but no second is filled to the second, as FHIR asks. */
export const dtmToIso = (dtm: Dtm): string => {
  const [year, month, day, hour, minute, second] = DTM.exec(dtm)?.slice(1) ?? [];
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  return hour === undefined ? date : `${date}T${hour}:${minute ?? '00'}:${second ?? '00'}Z`;
};
