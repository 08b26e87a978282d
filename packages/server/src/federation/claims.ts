// SPDX-License-Identifier: Apache-2.0

import type { Failure } from '@dossier/core/errors';
import { failure } from '@dossier/core/errors';
import { fail, type Result } from '@dossier/core/result';

/** Claims as another provider states them: of unknown shape. */
export type Claims = Readonly<Record<string, unknown>>;

/** Thrown inside a mapping and caught by {@link mapping}: the first fault is the one told. */
class Refused extends Error {
  readonly claim: string;
  constructor(claim: string, why: string) {
    super(why);
    this.claim = claim;
  }
}

export const reject = (claim: string, why: string): never => {
  throw new Refused(claim, why);
};

/** Runs a mapping; what it rejects is a failure that names the claim, and never quotes its value. */
export const mapping = <T>(map: () => Result<T, Failure>): Result<T, Failure> => {
  try {
    return map();
  } catch (error) {
    if (error instanceof Refused)
      return fail(failure('federated-claim-refused', { claim: error.claim, why: error.message }));
    throw error;
  }
};

/** Control characters and direction overrides would let a name falsify a screen or a journal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;
const CHARACTERS = 200;

/** A text that may be absent or empty: then it is empty. */
export const textIn = (from: Claims, name: string, path = name): string => {
  const value = from[name];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return reject(path, 'it is not a string');
  if (value.length > CHARACTERS || UNPRINTABLE.test(value)) return reject(path, 'it is not a name or a code');
  return value.trim();
};

/** A text that must be there, and of this form. */
export const neededIn = (from: Claims, name: string, form: RegExp, path = name): string => {
  const value = textIn(from, name, path);
  if (value === '') return reject(path, 'it is missing');
  return form.test(value) ? value : reject(path, 'it is not of the form that is expected');
};

/** A list of objects; absent or null counts as none. */
export const objectsIn = (from: Claims, name: string, path = name): readonly Claims[] => {
  const value = from[name] ?? [];
  if (!Array.isArray(value) || value.length > 200) return reject(path, 'it is not a list, or too long');
  return value.map((one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? (one as Claims)
      : reject(path, 'it holds what is no object'),
  );
};
