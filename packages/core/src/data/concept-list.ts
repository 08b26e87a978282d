// SPDX-License-Identifier: Apache-2.0
import type { Concept, ConceptLabel } from './types.ts';

/**
 * Reads concepts of one code system, one a line: `code | French label | English label`. The English label may be
 * missing; no label may hold a `|`. Throws on a line without code or label, or on a code that stands twice.
 */
export const concepts = (system: string, text: string): readonly Concept[] => {
  const seen = new Set<string>();
  const list: Concept[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [code, fr, en] = line.split('|').map((part) => part.trim());
    if (!code || !fr) throw new Error(`Concepts of ${system}: "${line.trim()}" needs a code and a label`);
    if (seen.has(code)) throw new Error(`Concepts of ${system}: ${code} stands twice`);
    seen.add(code);
    const label: ConceptLabel = en ? { fr, en } : { fr };
    list.push({ code, system, label });
  }
  return list;
};

/** Codes parted by white space, written over several lines. */
export const codeList = (text: string): readonly string[] => text.split(/\s+/).filter((code) => code !== '');
