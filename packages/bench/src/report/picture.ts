// SPDX-License-Identifier: Apache-2.0

/** A group of bars under one label. */
export interface BarGroup {
  readonly label: string;
  /** In the order of the series. */
  readonly values: readonly number[];
}

export interface BarChart {
  readonly title: string;
  /** What a bar is as long as. */
  readonly unit: string;
  readonly series: readonly string[];
  readonly groups: readonly BarGroup[];
}

/** Told apart without colour vision too (Okabe and Ito). */
const COLOURS = ['#0072b2', '#e69f00', '#999999', '#009e73'] as const;

const WIDTH = 900;
const LABEL_WIDTH = 330;
const VALUE_WIDTH = 70;
const BAR_HEIGHT = 13;
const GROUP_GAP = 12;
const HEAD_HEIGHT = 64;
const FOOT_HEIGHT = 12;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${more}>${escaped(content)}</text>`;

const legend = (series: readonly string[]): string =>
  series
    .map((name, index) => {
      const x = LABEL_WIDTH + index * 170;
      return `<rect x="${x}" y="36" width="12" height="12" fill="${COLOURS[index % COLOURS.length]}"/>${text(x + 18, 46, name)}`;
    })
    .join('\n');

/** Horizontal bars, each as long as its part of the longest in its group: groups differ by orders of magnitude. */
export const barChart = ({ title, unit, series, groups }: BarChart): string => {
  const groupHeight = series.length * BAR_HEIGHT + GROUP_GAP;
  const height = HEAD_HEIGHT + groups.length * groupHeight + FOOT_HEIGHT;
  const bars = groups.map(({ label, values }, nth) => {
    const top = HEAD_HEIGHT + nth * groupHeight;
    const longest = Math.max(...values);
    const rows = values.map((value, index) => {
      const y = top + index * BAR_HEIGHT;
      const width = longest > 0 ? (value / longest) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH) : 0;
      const colour = COLOURS[index % COLOURS.length];
      return (
        `<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT - 2}" fill="${colour}"/>` +
        text(LABEL_WIDTH + width + 5, y + BAR_HEIGHT - 4, Math.round(value).toLocaleString('en-US'))
      );
    });
    const middle = top + (series.length * BAR_HEIGHT) / 2 + 3;
    return [text(LABEL_WIDTH - 10, middle, label, ' text-anchor="end"'), ...rows].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="11" fill="#222">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${text(10, 20, `${title} (${unit})`, ' font-size="15" font-weight="600"')}
${legend(series)}
${bars.join('\n')}
</svg>
`;
};
