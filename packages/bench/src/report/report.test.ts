// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { soakSectionOf, withSoakSection } from './page.ts';
import { barChart } from './picture.ts';
import { markdownTable } from './table.ts';

test('a table has its columns under each other, numbers to the right', () => {
  expect(
    markdownTable(
      [{ title: 'name' }, { title: 'n', align: 'right' }],
      [
        ['one', '1'],
        ['twelve', '12'],
      ],
    ),
  ).toBe(['| name   |   n |', '|--------|----:|', '| one    |   1 |', '| twelve |  12 |'].join('\n'));
});

test('a picture has a bar for each value, the longest as long as there is room, and text that is no markup', () => {
  const svg = barChart({
    title: 'A < B',
    unit: 'per second',
    series: ['one', 'two'],
    groups: [
      { label: 'first', values: [10, 20] },
      { label: 'nothing', values: [0, 0] },
    ],
  });
  expect(svg).toContain('<title>A &lt; B</title>');
  const widths = [...svg.matchAll(/<rect x="330" y="\d+" width="([\d.]+)" height="11"/g)].map((match) =>
    Number(match[1]),
  );
  expect(widths).toEqual([250, 500, 0, 0]);
});

test("a soak's section is put into the page, in place of the one before", () => {
  const page = '# Performance\n\n## Targets\n\ntable\n';
  const once = withSoakSection(page, 'first soak');
  expect(once).toBe('# Performance\n\n## Targets\n\ntable\n\n## Soak\n\nfirst soak\n');
  expect(withSoakSection(once, 'second')).toBe('# Performance\n\n## Targets\n\ntable\n\n## Soak\n\nsecond\n');
  expect(soakSectionOf(once)).toBe('## Soak\n\nfirst soak\n');
  expect(soakSectionOf(page)).toBe('');
});
