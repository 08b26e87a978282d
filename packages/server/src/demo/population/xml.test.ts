// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { element, xmlDocument } from './xml.ts';

const parsed = <T>(bytes: Uint8Array, read: (document: XmlDocument) => T): T => {
  const document = XmlDocument.fromBuffer(bytes);
  try {
    return read(document);
  } finally {
    document.dispose();
  }
};

/** Text that XML 1.0 can carry. */
const text = fc
  .string({ unit: 'binary' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
  .map((any) => any.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));

describe('an element', () => {
  it('gives text and attributes back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(text, text, (content, attribute) => {
        const bytes = xmlDocument(element('p', { id: attribute, absent: undefined }, content));
        parsed(bytes, ({ root }) => {
          expect(root.content).toBe(content);
          expect(root.attr('id')?.content).toBe(attribute);
          expect(root.attr('absent')).toBeNull();
        });
      }),
    );
  });

  it('takes elements as they are, and leaves out what is not there', () => {
    expect(element('a', {}, element('b'), undefined, false, [element('c', {}, '<'), 'd']).xml).toBe(
      '<a><b/><c>&lt;</c>d</a>',
    );
  });

  it.each(['\u0000', '\u001f', '\ufffe', '\ud800'])('refuses a character that XML cannot carry', (character) => {
    expect(() => element('a', {}, character)).toThrow(/XML cannot carry/);
    expect(() => element('a', { b: character })).toThrow(/XML cannot carry/);
  });
});
