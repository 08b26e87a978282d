// SPDX-License-Identifier: Apache-2.0
import { type Element, isFields } from './element.ts';

/**
 * Characters that no text of a message may hold: controls but tab and line ends, noncharacters, and the marks that
 * turn the direction of writing, by which a title can be made to read as another.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const DECEPTIVE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/** `data` is base64 and `div` the narrative, which is not kept. */
const NOT_TEXT: ReadonlySet<string> = new Set(['data', 'div']);

/** Reports every text below an element, names included, that holds such characters or half a surrogate pair. */
export const checkTexts = ({ value, path, report }: Element): void => {
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value, path }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.value === 'string') {
      if (!next.value.isWellFormed()) report.invalid(next.path, 'it holds half of a surrogate pair');
      else if (DECEPTIVE.test(next.value))
        report.invalid(next.path, 'it holds control characters or marks that reverse the direction of writing');
    } else if (Array.isArray(next.value)) {
      for (const [index, item] of next.value.entries()) waiting.push({ value: item, path: `${next.path}[${index}]` });
    } else if (isFields(next.value)) {
      for (const [name, item] of Object.entries(next.value))
        if (!NOT_TEXT.has(name)) waiting.push({ value: item, path: `${next.path}.${name}` });
    }
  }
};
