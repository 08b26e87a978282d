// SPDX-License-Identifier: Apache-2.0

const legalTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Paris',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

const offsetAtMs = (epochMs: number): number => {
  const part = Object.fromEntries(legalTime.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
};

/**
 * How far legal time in France is ahead of UTC, in milliseconds, at a moment told in legal time: `localMs` are the
 * milliseconds since 1970 as if the clock on the wall showed UTC.
 */
export const legalOffsetMs = (localMs: number): number => offsetAtMs(localMs - offsetAtMs(localMs));
