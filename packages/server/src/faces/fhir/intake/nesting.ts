// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';

const malformed = (why: string): Failure => failure('body-malformed', { format: 'JSON', why });

const BACKSLASH = 92;

/** Position of the quote that ends the string beginning at `start`; -1 when none does. Strings are skipped natively. */
const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote;
  }
  return -1;
};

const STRUCTURE = /["{}[\],]/g;

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
  const open: (Set<string> | undefined)[] = [];
  let elements = 0;
  STRUCTURE.lastIndex = 0;
  for (let found = STRUCTURE.exec(text); found; found = STRUCTURE.exec(text)) {
    switch (found[0]) {
      case '{':
      case '[':
        open.push(found[0] === '{' ? new Set() : undefined);
        if (open.length > limits.depth) return failure('nesting-too-deep', { limit: limits.depth });
        elements += 1;
        break;
      case ',':
        elements += 1;
        break;
      case '"': {
        const end = endOfString(text, found.index);
        if (end === -1) return malformed('a string does not end');
        STRUCTURE.lastIndex = end + 1;
        const names = open.at(-1);
        if (names && isName(text, end + 1)) {
          const name = nameOf(text.slice(found.index, end + 1));
          if (names.has(name)) return malformed(`the name ${name.slice(0, 64)} stands twice in one object`);
          names.add(name);
        }
        break;
      }
      default:
        open.pop();
    }
    if (elements > limits.elements) {
      const count = `more than ${limits.elements}`;
      return failure('too-many-entries', { count, what: 'elements', limit: limits.elements });
    }
  }
  return undefined;
};

const isName = (text: string, from: number): boolean => {
  let position = from;
  while (' \t\r\n'.includes(text.charAt(position)) && position < text.length) position++;
  return text.charAt(position) === ':';
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
