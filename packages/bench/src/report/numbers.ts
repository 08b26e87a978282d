// SPDX-License-Identifier: Apache-2.0

/** `12345` → `12,345`; `NaN` → a dash. */
export const whole = (value: number): string =>
  Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–';

/** Two digits that mean something: `1,234`, `12.3`, `1.23`, `0.012`. */
export const measure = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return whole(value);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 3);
};

export const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–');

export const megabytes = (bytes: number): string => `${whole(bytes / 2 ** 20)} MB`;
