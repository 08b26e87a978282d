// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withText } from './test-hostile.ts';
import { dangersIn, rendered, seen } from './test-parse.ts';

const names = [
  ...[
    'paragraph',
    'list',
    'item',
    'table',
    'thead',
    'tbody',
    'tfoot',
    'tr',
    'th',
    'td',
    'caption',
    'content',
    'linkHtml',
  ],
  ...[
    'footnote',
    'footnoteRef',
    'renderMultiMedia',
    'sub',
    'sup',
    'br',
    'p',
    'div',
    'ul',
    'li',
    'a',
    'b',
    'dl',
    'dt',
    'dd',
  ],
  ...['h1', 'h3', 'pre', 'hr', 'svg', 'form', 'math', 'select', 'option', 'textarea', 'plaintext', 'body', 'frameset'],
];
const attributes = [
  'ID',
  'IDREF',
  'href',
  'styleCode',
  'onclick',
  'style',
  'class',
  'colspan',
  'align',
  'listType',
  'src',
  'scope',
];
const values = [
  'x',
  'y',
  '#x',
  'javascript:leak()',
  'https://example.org',
  'Bold',
  '3',
  '-1',
  '"><script>',
  'ordered',
  'right',
];

interface Tree {
  readonly name: string;
  readonly given: readonly (readonly [string, string])[];
  readonly inner: readonly (Tree | number)[];
}

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; inner: Tree | number }>((tie) => ({
  tree: fc.record({
    name: fc.constantFrom(...names),
    given: fc.uniqueArray(fc.tuple(fc.constantFrom(...attributes), fc.constantFrom(...values)), {
      selector: ([name]) => name,
      maxLength: 3,
    }),
    inner: fc.array(tie('inner'), { maxLength: 5, depthIdentifier: 'narrative' }),
  }),
  inner: fc.oneof({ depthIdentifier: 'narrative', maxDepth: 8 }, fc.nat(999), tie('tree')),
})).tree;

/** Elements whose own content says nothing to a reader. */
const empty = /^(?:br|hr|footnoteRef|renderMultiMedia|dl)$/;

const quoted = (value: string): string => value.replace(/[<>"&]/g, (one) => `&#${one.charCodeAt(0)};`);

const write = (node: Tree | number): string => {
  if (typeof node === 'number') return `w${node}w `;
  const given = node.given.map(([name, value]) => ` ${name}="${quoted(value)}"`).join('');
  const inner = empty.test(node.name) ? '' : node.inner.map(write).join('');
  return `<${node.name}${given}>${inner}</${node.name}>`;
};

it('whatever stands in a text, a page of it is inert and loses no word', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 4 }), async (trees) => {
      const text = trees.map(write).join('');
      const html = await rendered(withText(text));
      expect(dangersIn(html)).toEqual([]);
      const words = (from: string) => (from.match(/w\d+w/g) ?? []).toSorted();
      expect(words(seen(html).text)).toEqual(words(text));
    }),
    { numRuns: 300 },
  );
});
