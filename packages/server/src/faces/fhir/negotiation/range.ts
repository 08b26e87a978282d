// SPDX-License-Identifier: Apache-2.0
import type { RangeRequest } from '../../../record/index.ts';

/**
 * Reads a Range header (RFC 9110 §14.2). Several ranges, other units and malformed headers are ignored:
 * the whole content is served, as that RFC lets a server do.
 */
export const readRange = (header: string | undefined): RangeRequest | undefined => {
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') return last === '' ? undefined : { suffix: Number(last) };
  if (last === '') return { start: Number(first) };
  return Number(last) < Number(first) ? undefined : { start: Number(first), end: Number(last) };
};
