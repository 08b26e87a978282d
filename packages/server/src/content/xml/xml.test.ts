// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultXmlLimits, parseXml, withXml, type XmlLimits, xpathReader } from './index.ts';

const outcome = (bytes: Uint8Array | string, limits?: Partial<XmlLimits>): string => {
  const parsed = withXml(Buffer.from(bytes as string), ({ root }) => root.name, { ...defaultXmlLimits, ...limits });
  return parsed.ok ? parsed.value : parsed.error.code;
};

const utf16 = (text: string, mark = true): Buffer => Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

const entities = '<!DOCTYPE a [<!ENTITY b "bbbb">]>';

describe('XML from strangers', () => {
  it.each([
    ['a document', '<?xml version="1.0"?><!-- <!DOCTYPE in a comment> --><a><![CDATA[<!DOCTYPE in CDATA>]]></a>', 'a'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'doctype-refused'],
    ['a DOCTYPE behind comments and instructions', '<?x?><!-- - --> <!DOCTYPE a [ ]><a/>', 'doctype-refused'],
    ['a DOCTYPE in lower case', '<!doctype a><a/>', 'doctype-refused'],
    ['an entity declaration inside an element', '<a><!ENTITY b "c"></a>', 'doctype-refused'],
    ['billion laughs', `<!DOCTYPE a [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><a>&b;</a>`, 'doctype-refused'],
    [
      'quadratic blow-up',
      `<!DOCTYPE a [<!ENTITY b "${'b'.repeat(50_000)}">]><a>${'&b;'.repeat(50_000)}</a>`,
      'doctype-refused',
    ],
    ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', 'doctype-refused'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'doctype-refused'],
    ['an undeclared entity', '<a>&b;</a>', 'body-malformed'],
    [
      'XInclude, which stays what it is',
      '<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd"/></a>',
      'a',
    ],
    ['nothing', '', 'body-malformed'],
    ['no XML', '%PDF-1.7', 'body-malformed'],
    ['a tag that is not closed', '<a><b></a>', 'body-malformed'],
    ['two roots', '<a/><b/>', 'body-malformed'],
    ['a prefix without namespace', '<x:a/>', 'body-malformed'],
    ['a NUL', '<a>\u0000</a>', 'body-malformed'],
    ['an attribute twice', '<a b="1" b="2"/>', 'body-malformed'],
    ['a cut start tag', '<a b="', 'body-malformed'],
  ])('%s', (_, xml, expected) => {
    expect(outcome(xml)).toBe(expected);
  });

  it.each([
    ['256 levels', 256, 'a'],
    ['257 levels', 257, 'nesting-too-deep'],
  ])('%s', (_, levels, expected) => {
    expect(outcome('<a>'.repeat(levels) + '</a>'.repeat(levels))).toBe(expected);
  });

  it('100,000 levels end at once, closed or not', () => {
    expect(outcome('<a>'.repeat(100_000))).toBe('nesting-too-deep');
    expect(outcome('<a>'.repeat(100_000) + '</a>'.repeat(100_000))).toBe('nesting-too-deep');
  });

  it('elements that close themselves, and > in attributes, are not depth', () => {
    expect(outcome(`<a>${'<b c=">" d=\'/>\'/>'.repeat(1000)}</a>`)).toBe('a');
  });

  it('bounds bytes and nodes', () => {
    expect(outcome('<a/>', { bytes: 4 })).toBe('a');
    expect(outcome('<a/>', { bytes: 3 })).toBe('body-too-large');
    expect(outcome(`<a>${'<b/>'.repeat(9)}</a>`, { nodes: 10 })).toBe('too-many-entries');
    expect(outcome(`<a ${Array.from({ length: 20 }, (_, i) => `b${i}=""`).join(' ')}/>`, { nodes: 10 })).toBe(
      'too-many-entries',
    );
  });

  it('takes a text of 12 MB, as a document with an image has', () => {
    expect(outcome(`<a>${'QUJD'.repeat(3_000_000)}</a>`)).toBe('a');
  });

  describe('encodings', () => {
    const é = '<?xml version="1.0" encoding="ISO-8859-1"?><a b="é"/>';
    it.each([
      ['UTF-8 with mark', Buffer.from('\ufeff<a b="é"/>')],
      ['UTF-8 declared', Buffer.from('<?xml version="1.0" encoding="utf-8"?><a b="é"/>')],
      ['ISO-8859-1 declared', Buffer.from(é, 'latin1')],
      ['UTF-16 little-endian', utf16('<?xml version="1.0" encoding="UTF-16"?><a b="é"/>')],
      ['UTF-16 big-endian', swapped(utf16('<a b="é"/>'))],
      ['UTF-16 without mark', utf16('<a b="é"/>', false)],
    ])('%s is read', (_, bytes) => {
      const read = withXml(bytes, ({ root }) => root.attr('b')?.value);
      expect(read).toEqual({ ok: true, value: 'é' });
    });

    it.each([
      ['UTF-16', utf16(`${entities}<a>&b;</a>`)],
      ['UTF-16 big-endian', swapped(utf16(`${entities}<a>&b;</a>`))],
      ['UTF-16 without mark', utf16(`${entities}<a>&b;</a>`, false)],
      ['ISO-8859-15', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-15"?>${entities}<a>&b;</a>`)],
    ])('a DOCTYPE does not hide in %s', (_, bytes) => {
      expect(outcome(bytes)).toBe('doctype-refused');
    });

    it.each([
      ['UTF-7', Buffer.from('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a +AFsAXQA+-<a/>')],
      ['UTF-7 not declared', Buffer.from('+ADwAIQ-DOCTYPE a+AD4-+ADw-a/+AD4-')],
      ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0, 0x61, 0, 0, 0])],
      ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93])],
      ['a declared encoding that is not the one written', utf16('<?xml version="1.0" encoding="UTF-8"?><a/>')],
      ['UTF-16 declared, UTF-8 written', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a/>')],
      ['a UTF-8 mark before ISO-8859-1', Buffer.from(`\ufeff${é}`)],
      ['bytes that are not UTF-8', Buffer.from('<a b="é"/>', 'latin1')],
      ['half a UTF-16 character', Buffer.concat([utf16('<a/>'), Buffer.from([0x3c])])],
      ['a name from the prototype', Buffer.from('<?xml version="1.0" encoding="constructor"?><a/>')],
    ])('%s is refused', (_, bytes) => {
      expect(outcome(bytes)).toBe('body-malformed');
    });
  });

  it('says in which line, and never more than a sentence', () => {
    const parsed = parseXml(Buffer.from(`<a>\n<${'b'.repeat(5000)}></a>`));
    const why = String(parsed.ok || parsed.error.parameters.why);
    expect(why).toMatch(/^line 2: /);
    expect(why.length).toBeLessThan(230);
  });

  it('frees the document also when the reader throws', () => {
    for (let round = 0; round < 50; round++) {
      expect(() =>
        withXml(Buffer.from(`<a>${'x'.repeat(4_000_000)}</a>`), () => {
          throw new Error('reader');
        }),
      ).toThrow('reader');
    }
  });

  it('answers a value or a failure for any bytes', () => {
    const pieces = fc.constantFrom(
      '<a',
      '>',
      '</a>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '"',
      "'",
      '&',
      '<!DOCTYPE a',
      'é',
      '\u0000',
      ' b=',
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => typeof outcome(parts.join('')) === 'string'));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => typeof outcome(bytes) === 'string'));
  });
});

describe('XPath', () => {
  const { all, first, text } = xpathReader({ n: 'urn:n' });

  it('reads by namespace, elements only', () => {
    const read = withXml(Buffer.from('<a xmlns="urn:n"><b> one \n two </b><b/><c xmlns="urn:o"/></a>'), ({ root }) => [
      all(root, 'n:b').length,
      all(root, 'n:c').length,
      first(root, 'n:d'),
      text(root, 'n:b'),
      text(root, 'n:b[2]'),
      all(root, 'n:b/text()').length,
    ]);
    expect(read).toEqual({ ok: true, value: [2, 0, undefined, 'one two', undefined, 0] });
  });
});

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus/defusedxml/xmltestdata');

describe.skipIf(!existsSync(corpus))('defusedxml test data (skipped without the corpus)', () => {
  it.each([
    ['dtd.xml', 'doctype-refused'],
    ['dtd_element.xml', 'doctype-refused'],
    ['external.xml', 'doctype-refused'],
    ['external_file.xml', 'doctype-refused'],
    ['xmlbomb.xml', 'doctype-refused'],
    ['xmlbomb2.xml', 'doctype-refused'],
    ['simple.xml', 'root'],
    ['simple-ns.xml', 'root'],
  ])('%s: %s', (name, expected) => {
    expect(outcome(readFileSync(join(corpus, name)))).toBe(expected);
  });
});
