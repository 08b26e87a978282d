// SPDX-License-Identifier: Apache-2.0

/** FHIR dates are as precise as they are written: a year, a month, a day, or an instant. */
export const dateText = (written: string | undefined, language: string): string => {
  if (written === undefined) return '';
  const plain = /^(\d{4})(\d{2})?(\d{2})?/.exec(written);
  const iso = written.includes('-') ? written : [plain?.[1], plain?.[2], plain?.[3]].filter(Boolean).join('-');
  const [year, month, day] = iso.slice(0, 10).split('-');
  const at = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)));
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    year: 'numeric',
    ...(month !== undefined && { month: 'long' }),
    ...(day !== undefined && { day: 'numeric' }),
  }).format(at);
};

export const timeText = (written: string, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(written));

export const numberText = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(value);
