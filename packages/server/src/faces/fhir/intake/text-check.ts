// SPDX-License-Identifier: Apache-2.0
import { isDeceptive } from '@dossier/core/documents';
import { type Element, isFields } from './element.ts';

/** `data` is base64 and `div` the narrative, which is not kept. */
const NOT_TEXT: ReadonlySet<string> = new Set(['data', 'div']);

/** Reports every text below an element, names included, that holds such characters or half a surrogate pair. */
export const checkTexts = ({ value, path, report }: Element): void => {
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value, path }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.value === 'string') {
      if (!next.value.isWellFormed()) report.invalid(next.path, 'it holds half of a surrogate pair');
      else if (isDeceptive(next.value))
        report.invalid(next.path, 'it holds control characters or marks that reverse the direction of writing');
    } else if (Array.isArray(next.value)) {
      for (const [index, item] of next.value.entries()) waiting.push({ value: item, path: `${next.path}[${index}]` });
    } else if (isFields(next.value)) {
      for (const [name, item] of Object.entries(next.value))
        if (!NOT_TEXT.has(name)) waiting.push({ value: item, path: `${next.path}.${name}` });
    }
  }
};
