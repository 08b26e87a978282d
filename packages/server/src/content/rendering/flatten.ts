// SPDX-License-Identifier: Apache-2.0
import type { HtmlNode, Tag } from './html.ts';
import { tidied } from './html-text.ts';

/** Elements that end no line: running text, and the parts of tables beside rows. */
const running: ReadonlySet<Tag> = new Set<Tag>([
  ...([
    'a',
    'code',
    'del',
    'em',
    'img',
    'ins',
    'span',
    'strong',
    'sub',
    'sup',
    'tbody',
    'td',
    'tfoot',
    'th',
    'thead',
  ] as const),
]);

/** Lines that end, and need none before them. */
const lines: ReadonlySet<Tag> = new Set<Tag>(['br', 'dd', 'dt', 'li', 'tr']);

const breaksAround = (tag: Tag): readonly [string, string] => {
  if (running.has(tag)) return ['', ''];
  return lines.has(tag) ? ['', '\n'] : ['\n', '\n'];
};

const writeInto = (parts: string[], node: HtmlNode, verbatim: boolean): void => {
  if (typeof node === 'string') {
    parts.push(verbatim ? node : node.replace(/\s+/g, ' '));
    return;
  }
  const { tag, attributes, children } = node;
  // What the house says is no text of the document.
  if (attributes.class?.includes('house')) return;
  const [before, after] = breaksAround(tag);
  parts.push(before);
  for (const [index, child] of children.entries()) {
    if (tag === 'tr' && index > 0) parts.push('\t');
    writeInto(parts, child, verbatim || tag === 'pre');
  }
  parts.push(after);
};

/** The text of what is shown, blocks as lines and cells after tabs, without what the house says around it. */
export const flattened = (nodes: readonly HtmlNode[]): string => {
  const parts: string[] = [];
  for (const node of nodes) writeInto(parts, node, false);
  return tidied(parts.join(''));
};
