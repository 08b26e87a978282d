// SPDX-License-Identifier: Apache-2.0

/**
 * A moment, as ISO 8601 in UTC with milliseconds (`2026-11-23T12:00:00.000Z`).
 * Two instants compare as strings.
 */
export type Instant = string;

/** A span of the calendar, as the law writes it ("six weeks", "ten years"). */
export interface Delay {
  readonly years?: number;
  readonly months?: number;
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export const isInstant = (text: string): boolean => INSTANT.test(text) && !Number.isNaN(Date.parse(text));

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();

/** Reads any ISO 8601 date-time that carries a zone; undefined when it is not one. */
export const instant = (text: string): Instant | undefined => {
  if (!/(Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : instantOf(epochMs);
};

/**
 * Adds a calendar delay. A month that lacks the day ends on its last day
 * (31 January + one month = 28 or 29 February).
 */
export const addDelay = (from: Instant, delay: Delay): Instant => {
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + (delay.months ?? 0) + 12 * (delay.years ?? 0));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  date.setUTCDate(date.getUTCDate() + (delay.days ?? 0) + 7 * (delay.weeks ?? 0));
  date.setUTCHours(date.getUTCHours() + (delay.hours ?? 0), date.getUTCMinutes() + (delay.minutes ?? 0));
  return date.toISOString();
};

/** Completed years between a birth date and a day (both `YYYY-MM-DD`); an instant stands for its day in UTC. */
export const ageInYears = (birthDate: string, at: Instant): number => {
  const years = Number(at.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return at.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years;
};
