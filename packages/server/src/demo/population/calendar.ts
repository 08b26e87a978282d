// SPDX-License-Identifier: Apache-2.0
import { dtmFromIso } from '@dossier/core/time';
import { legalOffsetMs } from '../../content/cda/index.ts';

/**
 * The day on which the fictional stories end. Fixed: the same documents come out whenever the demo is started, so
 * that starting it again adds nothing.
 */
export const storyEnd = '2026-11-20';

/** A moment as it is told in Valmont: `YYYY-MM-DDTHH:MM`, local time. */
export type LocalTime = string;

const dayMs = 86_400_000;

/** `YYYY-MM-DD` some days before another date. */
export const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);

export const daysAfter = (date: string, days: number): string => daysBefore(date, -days);

/** A moment `days` before the end of the stories; on a Sunday it is moved to the Monday after. */
export const before = (days: number, time = '09:30'): LocalTime => {
  const date = daysBefore(storyEnd, days);
  const sunday = new Date(`${date}T00:00:00Z`).getUTCDay() === 0;
  return `${sunday ? daysAfter(date, 1) : date}T${time}`;
};

export const dateOf = (at: LocalTime): string => at.slice(0, 10);

/** `28/03/1979`, as French documents write dates. */
export const frenchDate = (date: string): string => `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;

/** Whole hours by which legal time in France is ahead of UTC. */
const offsetHours = (at: LocalTime): number => legalOffsetMs(Date.parse(`${at}:00Z`)) / 3_600_000;

/** HL7 TS with offset, as CDA wants it: `20260328093000+0100`. */
export const hl7Time = (at: LocalTime): string => `${at.replace(/\D/g, '')}00+0${offsetHours(at)}00`;

export const hl7Date = (date: string): string => date.replaceAll('-', '').slice(0, 8);

/** DTM in UTC, as XDS metadata wants it. */
export const utcDtm = (at: LocalTime): string => {
  const dtm = dtmFromIso(`${at}:00+0${offsetHours(at)}:00`);
  if (dtm === undefined) throw new Error(`${at} is not a local time`);
  return dtm;
};
