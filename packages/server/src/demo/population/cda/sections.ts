// SPDX-License-Identifier: Apache-2.0

import type { Block, Cell, Section } from '../model.ts';
import { element, type Xml } from '../xml.ts';
import { LOINC } from './systems.ts';

const cellContent = (cell: Cell): Xml | string =>
  typeof cell === 'string' ? cell : element('content', { ID: cell.id }, cell.text);

const blockElement = (block: Block): Xml => {
  if ('paragraph' in block) return element('paragraph', {}, block.paragraph);
  if ('list' in block) {
    return element(
      'list',
      {},
      block.list.map((item) => element('item', {}, item)),
    );
  }
  return element(
    'table',
    { border: '0' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        block.head.map((title) => element('th', {}, title)),
      ),
    ),
    element(
      'tbody',
      {},
      block.rows.map((row) =>
        element(
          'tr',
          {},
          row.map((cell) => element('td', {}, cellContent(cell))),
        ),
      ),
    ),
  );
};

/** A section with its narrative block, its coded entries and its sub-sections. */
export const sectionElement = ({ templates = [], code, title, blocks, entries = [], sections = [] }: Section): Xml =>
  element(
    'section',
    {},
    templates.map((root) => element('templateId', { root })),
    element('code', { code: code.code, displayName: code.display, codeSystem: LOINC, codeSystemName: 'LOINC' }),
    element('title', {}, title),
    blocks.length > 0 && element('text', {}, blocks.map(blockElement)),
    entries.map((entry) => element('entry', {}, entry)),
    sections.map((section) => element('component', {}, sectionElement(section))),
  );
