// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { StartError } from '../start-error.ts';
import { commonPasswords } from './data/common-passwords.ts';
import type { AccountRules } from './rules.ts';

/** Whether a password is one that attackers try first. */
export type IsCommon = (password: string) => boolean;

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const lettersOf = (text: string): string => plain(text).replace(/[^a-z]/g, '');

const unmasked = (text: string): string => lettersOf(plain(text).replace(/[013457@$!]/g, (c) => LOOKALIKES[c] ?? c));

/** The shortest text of which this one is a repetition: `abcabc` is of `abc`. */
const unrepeated = (text: string): string => {
  const period = `${text}${text}`.indexOf(text, 1);
  return period > 0 ? text.slice(0, period) : text;
};

/** Letters or digits that follow each other: 123456, fedcba. */
const isRun = (text: string): boolean => {
  const steps = [...text].slice(1).map((c, i) => c.charCodeAt(0) - text.charCodeAt(i));
  return steps.length > 0 && steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
};

const digitsOnlyRun = (text: string): boolean => {
  const once = unrepeated(text);
  return once.length <= 4 || isRun(once) || /^0?1234567890?(1234567890?)*\d{0,4}$/.test(text);
};

/** Common words, and what is left of a password when digits, marks, lookalikes and repetitions are taken off. */
const commonAmong =
  (words: ReadonlySet<string>): IsCommon =>
  (password) => {
    const text = plain(password);
    if (words.has(text) || digitsOnlyRun(text)) return true;
    if (/^\d+$/.test(text)) return false;
    return [lettersOf(text), unmasked(text)].some((letters) => {
      if (letters.length < 3) return !/\p{L}.*\p{L}/u.test(text);
      return words.has(letters) || words.has(unrepeated(letters));
    });
  };

/**
 * The list that ships, and the operator's own beside it: a text file with one password a line.
 *
 * @throws StartError when the file cannot be read
 */
export const loadCommonPasswords = async (path?: string): Promise<IsCommon> => {
  const own =
    path === undefined
      ? ''
      : await readFile(path, 'utf8').catch((error: Error) => {
          throw new StartError(`The list of common passwords ${path} cannot be read: ${error.message}.`);
        });
  const lines = own
    .split('\n')
    .map((line) => plain(line.trim()))
    .filter((line) => line !== '');
  return commonAmong(new Set([...commonPasswords.words.map(plain), ...lines]));
};

/** What is hashed: the same text however the keyboard composes its accents (NIST SP 800-63B §3.1.1.2). */
export const normalized = (password: string): string => password.normalize('NFKC');

/**
 * Whether a password may be chosen: long enough, not too long, not a common one, not made of who the person is. Nothing
 * is asked of its composition. Fails with `password-refused`.
 *
 * @param known what is known of the person: names, INS, e-mail
 */
export const checkPassword = (
  password: string,
  {
    rules,
    isCommon,
    known,
  }: { readonly rules: AccountRules; readonly isCommon: IsCommon; readonly known: readonly string[] },
): Result<string, Failure> => {
  const text = normalized(password);
  const { min, max } = rules.passwordLength;
  const length = [...text].length;
  if (length < min) return fail(failure('password-refused', { why: `it has fewer than ${min} characters` }));
  if (length > max) return fail(failure('password-refused', { why: `it has more than ${max} characters` }));
  const characters = (of: string): string => plain(of).replace(/[^\p{L}\p{N}]/gu, '');
  const core = characters(text);
  const isPersonal = known
    .map(characters)
    .some((fact) => fact.length >= 4 && core.includes(fact) && core.replaceAll(fact, '').replace(/\d/g, '').length < 4);
  if (isPersonal) return fail(failure('password-refused', { why: 'it is made of what is known of the person' }));
  if (isCommon(text)) return fail(failure('password-refused', { why: 'it is among those that are tried first' }));
  return ok(text);
};
