// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';

const malformed = (why: string): Failure => failure('body-malformed', { format: 'JSON', why });

const [QUOTE, COMMA, COLON, BACKSLASH] = [34, 44, 58, 92];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** Position of the quote that ends the string beginning at `start`; -1 when none does. Strings are skipped natively. */
const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote;
  }
  return -1;
};

/** What JSON text may be at most before it is parsed. */
export interface JsonLimits {
  readonly depth: number;
  /** Values in all, each object, list, text and number being one. */
  readonly elements: number;
}

/**
 * Looks through JSON text before it is parsed, without recursion: nesting and numbers of values beyond the limits are
 * refused (a few bytes of text can be a thousand of memory), and so is a name that stands twice in one object, which
 * two readers could read differently. Other faults are left to the parser.
 */
export const checkNesting = (text: string, limits: JsonLimits): Failure | undefined => {
  /** The names of each open object so far; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let elements = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case OPEN_OBJECT:
      case OPEN_LIST:
        open.push(text.charCodeAt(at) === OPEN_OBJECT ? new Set() : undefined);
        if (open.length > limits.depth) return failure('nesting-too-deep', { limit: limits.depth });
        elements += 1;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        open.pop();
        break;
      case COMMA:
        elements += 1;
        break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === -1) return malformed('a string does not end');
        const names = open.at(-1);
        if (names && isName(text, end + 1)) {
          const name = nameOf(text.slice(at, end + 1));
          if (names.has(name)) return malformed(`the name ${name.slice(0, 64)} stands twice in one object`);
          names.add(name);
        }
        at = end;
      }
    }
    if (elements > limits.elements) {
      const count = `more than ${limits.elements}`;
      return failure('too-many-entries', { count, what: 'elements', limit: limits.elements });
    }
  }
  return undefined;
};

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

const isName = (text: string, from: number): boolean => {
  let position = from;
  while (isSpace(text.charCodeAt(position))) position++;
  return text.charCodeAt(position) === COLON;
};

/** Names may be written with escapes: `"\\u0061"` is `"a"`. */
const nameOf = (quoted: string): string => {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
};

/** From the parser's message, which may quote the text. */
const whyOf = (message: string): string => {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return `at character ${position}`;
  return message.includes('end of JSON') ? 'it ends too early' : 'it holds a character where none may stand';
};

/**
 * Parses JSON that came from outside. The answer to what is not JSON says where, not what: the text is not repeated.
 * `__proto__` becomes a property like any other, and readers only look at own properties.
 */
export const parseJson = (text: string, limits: JsonLimits): Result<unknown, Failure> => {
  const fault = checkNesting(text, limits);
  if (fault) return fail(fault);
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail(malformed(whyOf(String(error))));
  }
};
