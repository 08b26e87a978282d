// SPDX-License-Identifier: Apache-2.0

/** A column of a table: its title, and whether it holds numbers. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** A Markdown table that also reads well where nobody renders it. */
export const markdownTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const widths = columns.map(({ title }, index) =>
    Math.max(3, title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' | ')} |`;
  const rule = `|${columns
    .map(({ align }, index) => {
      const dashes = '-'.repeat((widths[index] ?? 0) + 1);
      return align === 'right' ? `${dashes}:` : `${dashes}-`;
    })
    .join('|')}|`;
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('\n');
};
