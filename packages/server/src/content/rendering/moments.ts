// SPDX-License-Identifier: Apache-2.0
import type { RenderingLanguage } from './phrases.ts';

const TS = /^(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})?(?:\d{2}(?:\.\d+)?)?)?([+-]\d{4}|Z)?$/;

const locales: Readonly<Record<RenderingLanguage, string>> = { fr: 'fr-FR', en: 'en-GB' };

/**
 * An HL7 TS in words, in the precision and the zone in which it was written; what is no time, as it was written.
 * `20200312111700+0100` is `12 mars 2020, 11:17 (UTC+01:00)`.
 */
export const momentInWords = (written: string, language: RenderingLanguage): string => {
  const [, year, month, day, hour, minute = '00', zone] = TS.exec(written) ?? [];
  if (year === undefined) return written;
  const date = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)));
  const isReal = date.getUTCMonth() === Number(month ?? 1) - 1 && date.getUTCDate() === Number(day ?? 1);
  if (!isReal) return written;
  const words = new Intl.DateTimeFormat(locales[language], {
    timeZone: 'UTC',
    year: 'numeric',
    ...(month === undefined ? {} : { month: 'long' }),
    ...(day === undefined ? {} : { day: 'numeric' }),
  }).format(date);
  if (hour === undefined) return words;
  const offset = zone === undefined ? '' : zone === 'Z' ? ' (UTC)' : ` (UTC${zone.slice(0, 3)}:${zone.slice(3)})`;
  return `${words}, ${hour}:${minute}${offset}`;
};
