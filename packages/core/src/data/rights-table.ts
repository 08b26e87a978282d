// SPDX-License-Identifier: Apache-2.0
import { operations } from '../access/types.ts';
import type { RightsCell, RightsColumn, RightsCondition, RightsMatrix, RightsRow } from './types.ts';

export const rightsRows: readonly RightsRow[] = [...operations, 'sight.masked', 'sight.hidden', 'sight.not-current'];

/** What the notes of a printed matrix stand for. */
export type Notes = Readonly<Record<string, RightsCondition>>;

/**
 * Reads a rights matrix that is written as the official one is printed: a line for each row, a mark for each column.
 * `+` is yes, `-` is no, `1` … `9` or a letter is the condition of that note; `|` only guides the eye.
 * Throws on an unknown row, a mark too many or too few, or an unknown note: the data would be wrong.
 */
export const rightsTable = (columns: readonly RightsColumn[], notes: Notes, text: string): RightsMatrix['rows'] => {
  const rows: { [R in RightsRow]?: Record<RightsColumn, RightsCell> } = {};
  for (const line of text.split('\n')) {
    const [name, ...marks] = line.split(/[\s|]+/).filter((word) => word !== '');
    if (name === undefined) continue;
    const row = rightsRows.find((known) => known === name);
    if (row === undefined) throw new Error(`Rights matrix: ${name} is not a row`);
    if (row in rows) throw new Error(`Rights matrix: ${name} stands twice`);
    if (marks.length !== columns.length)
      throw new Error(`Rights matrix: ${name} has ${marks.length} marks for ${columns.length} columns`);
    const cells: Record<RightsColumn, RightsCell> = {};
    columns.forEach((column, index) => {
      cells[column] = cellOf(marks[index] ?? '', notes, name);
    });
    rows[row] = cells;
  }
  return rows;
};

const cellOf = (mark: string, notes: Notes, row: string): RightsCell => {
  if (mark === '+') return 'yes';
  if (mark === '-') return 'no';
  const condition = notes[mark];
  if (condition === undefined) throw new Error(`Rights matrix: ${row} has the unknown note ${mark}`);
  return condition;
};
