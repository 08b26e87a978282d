// SPDX-License-Identifier: Apache-2.0
import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm';
import { attribute, childNodesOf } from '../xml/index.ts';

/** What an element of the narrative does to the text around it (CDA R2 §4.3.5); others do nothing. */
type Layout = 'line' | 'break' | 'item' | 'cell' | 'skip';

const layouts: ReadonlyMap<string, Layout> = new Map(
  Object.entries<Layout>({
    paragraph: 'line',
    list: 'line',
    caption: 'line',
    table: 'line',
    thead: 'line',
    tbody: 'line',
    tfoot: 'line',
    tr: 'line',
    renderMultiMedia: 'line',
    item: 'item',
    td: 'cell',
    th: 'cell',
    br: 'break',
    reference: 'skip',
    col: 'skip',
    colgroup: 'skip',
  }),
);

/** Puts words on lines, up to a number of characters. */
const lineWriter = (limit: number) => {
  const parts: string[] = [];
  let length = 0;
  let lineIsEmpty = true;
  let wantsSpace = false;
  let afterCell = false;
  const push = (text: string): void => {
    parts.push(text);
    length += text.length;
  };
  return {
    isFull: () => length >= limit,
    newLine: (): void => {
      if (!lineIsEmpty) push('\n');
      lineIsEmpty = true;
      wantsSpace = false;
      afterCell = false;
    },
    space: (): void => {
      wantsSpace = true;
    },
    /** Begins an item: what follows stands on the same line, even a paragraph. */
    item: (mark: string): void => push(mark),
    /** Parts two cells. */
    cell: (): void => {
      push(' | ');
      lineIsEmpty = false;
      afterCell = true;
    },
    words: (raw: string): void => {
      const collapsed = raw.replace(/\s+/g, ' ');
      const text = collapsed.trim();
      if (text === '') {
        wantsSpace ||= collapsed !== '';
        return;
      }
      if (!lineIsEmpty && !afterCell && (wantsSpace || collapsed.startsWith(' '))) push(' ');
      push(text.slice(0, Math.max(0, limit - length)));
      lineIsEmpty = false;
      afterCell = false;
      wantsSpace = collapsed.endsWith(' ');
    },
    text: (): string =>
      parts
        .join('')
        .split('\n')
        .map((line) => line.replace(/[ |]+$/, '').trim())
        .filter((line) => line !== '')
        .join('\n'),
  };
};

/** What stands around an element: its list or its row, and whether all of it is one cell. */
interface Place {
  readonly inCell: boolean;
  readonly ordered: boolean;
  /** Items or cells so far. */
  count: number;
}

const open = (layout: Layout | undefined, writer: ReturnType<typeof lineWriter>, place: Place): void => {
  if (layout === 'cell') {
    if (place.count++ > 0) writer.cell();
  } else if (place.inCell) {
    if (layout !== undefined) writer.space();
  } else if (layout !== undefined) {
    writer.newLine();
    if (layout === 'item') writer.item(place.ordered ? `${++place.count}. ` : '- ');
  }
};

const write = (element: XmlElement, writer: ReturnType<typeof lineWriter>, place: Place): void => {
  // Text that its author took out again is no longer said.
  if (element.name === 'content' && attribute(element, 'revised') === 'delete') return;
  const layout = layouts.get(element.name);
  if (layout === 'skip' || writer.isFull()) return;
  open(layout, writer, place);
  const isGroup = element.name === 'tr' || element.name === 'list';
  const inCell = place.inCell || layout === 'cell';
  const ordered = isGroup ? attribute(element, 'listType') === 'ordered' : place.ordered;
  const inside: Place = isGroup || layout === 'cell' ? { inCell, ordered, count: 0 } : place;
  for (const node of childNodesOf(element)) {
    if (writer.isFull()) return;
    if (node instanceof XmlElement) write(node, writer, inside);
    else if (node instanceof XmlText || node instanceof XmlCData) writer.words(node.content);
  }
  if (layout === 'cell' || layout === undefined) return;
  if (place.inCell) writer.space();
  else writer.newLine();
};

/**
 * The plain text of a piece of narrative: a paragraph, a row and an item a line, cells parted by ` | `, white space
 * collapsed. It stops at `limit` characters; `complete` says whether it did not have to.
 */
export const plainText = (
  element: XmlElement,
  limit: number,
): { readonly text: string; readonly complete: boolean } => {
  const writer = lineWriter(limit);
  write(element, writer, { inCell: false, ordered: false, count: 0 });
  return { text: writer.text(), complete: !writer.isFull() };
};
