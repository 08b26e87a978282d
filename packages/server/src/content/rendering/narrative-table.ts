// SPDX-License-Identifier: Apache-2.0
import { XmlElement, type XmlNode } from 'libxml2-wasm';
import { attribute, childNodesOf } from '../xml/index.ts';
import { type Attributes, element, type HtmlElement, type HtmlNode, paragraph } from './html.ts';
import type { Words } from './phrases.ts';
import type { ClassName } from './style.ts';

/** How the contents of cells are read. */
export interface CellReader {
  readonly words: Words;
  readonly contents: (from: XmlElement) => readonly HtmlNode[];
  /** One node, as it is read outside of a table. */
  readonly node: (node: XmlNode) => readonly HtmlNode[];
  readonly names: (from: XmlElement) => Pick<Attributes, 'id' | 'lang'>;
  readonly classes: (from: XmlElement) => readonly ClassName[];
  readonly codes: (from: XmlElement) => readonly string[];
}

/** Columns and rows that one cell may cover. */
const WIDEST = 100;
const TALLEST = 1000;

const rules: Readonly<Record<string, ClassName>> = {
  lrule: 'rule-left',
  rrule: 'rule-right',
  toprule: 'rule-top',
  botrule: 'rule-bottom',
};

const aligned: Readonly<Record<string, ClassName>> = {
  left: 'align-left',
  center: 'align-center',
  right: 'align-right',
};

const PART = /^(?:caption|col|colgroup|thead|tbody|tfoot|tr)$/;
const GROUP = /^t(?:head|body|foot)$/;
const ROW = /^tr$/;
const CELL = /^t[hd]$/;

const scopes = ['col', 'row', 'colgroup', 'rowgroup'] as const;

const nameOf = (from: XmlElement): string => from.name.toLowerCase();

const elementsOf = (from: XmlElement): readonly XmlElement[] =>
  childNodesOf(from).filter((node) => node instanceof XmlElement);

/** A span as a number from 2 on; undefined where it covers one, or says nothing of use. */
const spanOf = (from: XmlElement, name: 'colspan' | 'rowspan', most: number): number | undefined => {
  const sent = attribute(from, name) ?? '';
  const span = /^\d{1,20}$/.test(sent) ? Math.min(Number(sent), most) : 1;
  return span > 1 ? span : undefined;
};

const isCell = (from: XmlElement): boolean => CELL.test(nameOf(from));

/** Of what a header cell speaks: of its columns at the head and in a row of headers, else of its row. */
const scopeOf = (cell: XmlElement, speaksOfColumns: boolean): Attributes['scope'] => {
  const said = scopes.find((scope) => scope === attribute(cell, 'scope')?.toLowerCase());
  if (said !== undefined) return said;
  if (!speaksOfColumns) return 'row';
  return spanOf(cell, 'colspan', WIDEST) === undefined ? 'col' : 'colgroup';
};

const cellOf = (cell: XmlElement, inHead: boolean, allHeaders: boolean, reader: CellReader): HtmlElement => {
  const contents = reader.contents(cell);
  // A header that says nothing is none.
  const header = nameOf(cell) === 'th' && contents.some((node) => typeof node === 'object' || node.trim() !== '');
  const align = aligned[attribute(cell, 'align')?.toLowerCase() ?? ''];
  const codes = reader.codes(cell).flatMap((code) => (Object.hasOwn(rules, code) ? (rules[code] ?? []) : []));
  const classes = [...new Set([...reader.classes(cell), ...codes, ...(align === undefined ? [] : [align])])];
  const colspan = spanOf(cell, 'colspan', WIDEST);
  const rowspan = spanOf(cell, 'rowspan', TALLEST);
  const scope = header ? scopeOf(cell, inHead || allHeaders) : undefined;
  const attributes: Attributes = {
    ...reader.names(cell),
    ...(classes.length === 0 ? {} : { class: classes }),
    ...(scope === undefined ? {} : { scope }),
    ...(colspan === undefined ? {} : { colspan }),
    ...(rowspan === undefined ? {} : { rowspan }),
  };
  return element(header ? 'th' : 'td', attributes, contents);
};

const rowOf = (row: XmlElement, inHead: boolean, reader: CellReader): HtmlElement => {
  const cells = elementsOf(row).filter(isCell);
  const allHeaders = cells.every((cell) => nameOf(cell) === 'th');
  return element(
    'tr',
    reader.names(row),
    cells.map((cell) => cellOf(cell, inHead, allHeaders, reader)),
  );
};

const groupOf = (tag: 'thead' | 'tbody' | 'tfoot', rows: readonly XmlElement[], reader: CellReader): HtmlElement[] => {
  const made = rows.map((row) => rowOf(row, tag === 'thead', reader)).filter(({ children }) => children.length > 0);
  return made.length === 0 ? [] : [element(tag, {}, made)];
};

/** What stands in a table, a group or a row where only `expected` may. */
const strayIn = (from: XmlElement, expected: RegExp, { node: read }: CellReader): readonly HtmlNode[] =>
  childNodesOf(from).flatMap((node) => {
    if (node instanceof XmlElement && expected.test(nameOf(node))) return [];
    const nodes = read(node);
    return nodes.every((one) => typeof one === 'string' && one.trim() === '') ? [] : nodes;
  });

/** The same in all of a table. */
const allStray = (table: XmlElement, reader: CellReader): readonly HtmlNode[] => {
  const parts = elementsOf(table);
  const groups = parts.filter((part) => GROUP.test(nameOf(part)));
  const rows = [...parts, ...groups.flatMap(elementsOf)].filter((part) => nameOf(part) === 'tr');
  return [
    ...strayIn(table, PART, reader),
    ...groups.flatMap((group) => strayIn(group, ROW, reader)),
    ...rows.flatMap((row) => strayIn(row, CELL, reader)),
  ];
};

/**
 * A table (CDA R2 §4.3.5.7): caption, one head, bodies, foot, cells that cover several, headers that say of what they
 * speak. What has no place in a table stands before it, as paragraphs.
 */
export const tableOf = (table: XmlElement, reader: CellReader): readonly HtmlNode[] => {
  const parts = elementsOf(table);
  const named = (name: string): readonly XmlElement[] => parts.filter((part) => nameOf(part) === name);
  const rowsIn = (part: XmlElement): readonly XmlElement[] => elementsOf(part).filter((row) => nameOf(row) === 'tr');
  const [head, ...moreHeads] = named('thead');
  const [foot, ...moreFeet] = named('tfoot');
  const others = new Set([...moreHeads, ...moreFeet]);
  const bodies: HtmlElement[] = [];
  let loose: XmlElement[] = [];
  for (const part of parts) {
    if (nameOf(part) === 'tr') loose.push(part);
    else if (nameOf(part) === 'tbody' || others.has(part)) {
      bodies.push(...groupOf('tbody', loose, reader), ...groupOf('tbody', rowsIn(part), reader));
      loose = [];
    }
  }
  bodies.push(...groupOf('tbody', loose, reader));
  const caption = named('caption')[0];
  const captions = caption === undefined ? [] : [element('caption', reader.names(caption), reader.contents(caption))];
  const stray = allStray(table, reader);
  const groups = [
    ...groupOf('thead', head === undefined ? [] : rowsIn(head), reader),
    ...bodies,
    ...groupOf('tfoot', foot === undefined ? [] : rowsIn(foot), reader),
  ];
  const before = stray.length === 0 ? [] : [paragraph(stray)];
  if (groups.length === 0) return [...before, ...captions.map(({ children }) => paragraph(children))];
  return [
    ...before,
    element('div', { class: ['wide'], role: 'group', 'aria-label': reader.words.table, tabindex: 0 }, [
      element('table', reader.names(table), [...captions, ...groups]),
    ]),
  ];
};
