// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';

/** What a document may cost. All counts are upper bounds that are still accepted. */
export interface XmlLimits {
  readonly bytes: number;
  /** Levels of elements inside each other. */
  readonly depth: number;
  /** Elements, attributes, comments and processing instructions together: what the tree will hold in memory. */
  readonly nodes: number;
}

export const defaultXmlLimits: XmlLimits = { bytes: 100 * 1024 * 1024, depth: 256, nodes: 2_000_000 };

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/**
 * Reads through the markup of a UTF-8 document once, in linear time and without memory, before any parser sees it:
 * refuses every `<!` that is neither a comment nor a CDATA section (so no DOCTYPE, no entity declaration, wherever
 * it stands), and stops at the limits. It does not judge well-formedness: that is the parser's.
 */
export const guardMarkup = (utf8: Buffer, limits: XmlLimits): Failure | undefined => {
  let depth = 0;
  let nodes = 0;
  let at = utf8.indexOf(LT);
  const past = (end: string, from: number): number => {
    const found = utf8.indexOf(end, from, 'latin1');
    return found < 0 ? utf8.length : found + end.length;
  };
  while (at >= 0) {
    const next = utf8[at + 1];
    nodes += 1;
    if (next === QUESTION) {
      at = past('?>', at + 2);
    } else if (next === BANG) {
      if (utf8.toString('latin1', at + 2, at + 4) === '--') at = past('-->', at + 4);
      else if (utf8.toString('latin1', at + 2, at + 9) === '[CDATA[') at = past(']]>', at + 9);
      else return failure('doctype-refused');
    } else if (next === SLASH) {
      depth -= 1;
      at += 2;
    } else {
      depth += 1;
      if (depth > limits.depth) return failure('nesting-too-deep', { limit: limits.depth });
      at += 1;
      let open = 0;
      let byte = utf8[at];
      for (; byte !== undefined && (open !== 0 || byte !== GT); byte = utf8[++at]) {
        if (open === 0 && (byte === QUOTE || byte === APOSTROPHE)) {
          open = byte;
          nodes += 1;
        } else if (byte === open) open = 0;
      }
      if (utf8[at - 1] === SLASH) depth -= 1;
    }
    if (nodes > limits.nodes) {
      const count = `more than ${limits.nodes}`;
      return failure('too-many-entries', { count, what: 'elements and attributes', limit: limits.nodes });
    }
    at = utf8.indexOf(LT, at);
  }
  return undefined;
};
