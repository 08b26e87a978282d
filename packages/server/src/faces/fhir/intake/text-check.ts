// SPDX-License-Identifier: Apache-2.0
import { isDeceptive } from '@dossier/core/documents';
import { type Element, isFields } from './element.ts';
import type { Report } from './report.ts';

/** `data` is base64 and `div` the narrative, which is not kept. */
const NOT_TEXT: ReadonlySet<string> = new Set(['data', 'div']);

const checkText = (text: string, report: Report, path: () => string): void => {
  if (!text.isWellFormed()) report.invalid(path(), 'it holds half of a surrogate pair');
  else if (isDeceptive(text))
    report.invalid(path(), 'it holds control characters or marks that reverse the direction of writing');
};

/**
 * Reports every text below an element, names included, that holds such characters or half a surrogate pair. The depth
 * was bounded when the message was parsed.
 */
export const checkTexts = ({ value, path, report }: Element): void => {
  const check = (found: unknown, at: () => string): void => {
    if (typeof found === 'string') checkText(found, report, at);
    else if (Array.isArray(found)) for (const [index, item] of found.entries()) check(item, () => `${at()}[${index}]`);
    else if (isFields(found))
      for (const name of Object.keys(found)) if (!NOT_TEXT.has(name)) check(found[name], () => `${at()}.${name}`);
  };
  check(value, () => path);
};
