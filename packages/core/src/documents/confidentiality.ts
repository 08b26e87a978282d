// SPDX-License-Identifier: Apache-2.0
import type { Code } from './types.ts';

/** The codes with one more; the new one first. */
export const withCode = (codes: readonly Code[], code: Code): readonly Code[] =>
  codes.some((present) => present.code === code.code) ? codes : [code, ...codes];

/** The codes with one less; never none: `normal` takes the empty place. */
export const withoutCode = (codes: readonly Code[], code: string, normal: Code): readonly Code[] => {
  const rest = codes.filter((present) => present.code !== code);
  return rest.length === 0 ? [normal] : rest;
};
