// SPDX-License-Identifier: Apache-2.0
import { constants, deflateRawSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { textOf } from './index.ts';
import { withText } from './test-hostile.ts';

const of = async (mimeType: string, content: string | Uint8Array) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const read = await textOf({ mimeType, bytes });
  return read.text ?? `(${read.why})`;
};

const pdf = async (...pages: readonly string[]): Promise<Uint8Array> => {
  const document = await PDFDocument.create();
  for (const text of pages) document.addPage().drawText(text);
  return document.save();
};

/** A PDF of a megabyte whose one page unfolds to gigabytes. */
const bomb = (): Buffer => {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, 'q '), { finishFlush: constants.Z_FULL_FLUSH });
  const stream = Buffer.concat([Buffer.of(0x78, 0x9c), ...Array.from({ length: 4000 }, () => block), Buffer.of(3, 0)]);
  const objects = [
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj',
    '3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>> endobj',
    `4 0 obj <</Length ${stream.length}/Filter/FlateDecode>> stream\n`,
  ];
  const end = '\nendstream endobj\ntrailer <</Root 1 0 R>>\n';
  return Buffer.concat([Buffer.from(`%PDF-1.4\n${objects.join('\n')}`), stream, Buffer.from(end)]);
};

describe('textOf', () => {
  it.each([
    ['text/plain', 'a\r\nb\rc', 'a\nb\nc'],
    ['text/plain', Buffer.from('\u00e9t\u00e9', 'latin1'), 'été'],
    ['text/plain', ' \n', '(none)'],
    ['application/octet-stream', '\u0000\u0001', '(unreadable)'],
    ['x-application/hl7-v2+er7', 'MSH|^~\\&|A\rPID|1', 'MSH|^~\\&|A\nPID|1'],
    [
      'text/html',
      '<p>a &eacute;<br>b</p><script>x</script><table><tr><td>1<td>2<tr><td>3</table>',
      'a é\nb\n\n1\t2\n3',
    ],
    ['text/html', 'a <b>b</b> &amp; 1 < 2 <!-- x --> &#x41;&bogus;', 'a b & 1 < 2 A&bogus;'],
    ['text/html', '<script>never ends', '(none)'],
    [
      'text/rtf',
      "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x}\\f0 \\'e9t\\'e9\\par {\\b gras}\\tab \\u8364?\\{\\}}",
      'été\ngras\t€{}',
    ],
    ['application/rtf', '{\\rtf1 {{{ a \\bin3 }}}b}', 'a b'],
    ['text/rtf', '{\\rtf1', '(none)'],
    ['image/png', Buffer.from('89504e470d0a1a0a00', 'hex'), '(none)'],
    ['application/pdf', '%PDF-1.7 nothing of the kind', '(unreadable)'],
    ['text/xml', '<a>b<c>d</c></a>', 'bd'],
    ['text/xml', '<a>b', '(unreadable)'],
    ['application/json', '{"a":1}', '{"a":1}'],
    ['application/json', '{', '(unreadable)'],
  ])('%s %s', async (mimeType, content, text) => {
    expect(await of(mimeType, content)).toBe(text);
  });

  it('keeps the cells of a row in their places', async () => {
    const table =
      '<table><thead><tr><th/><th>B</th></tr></thead><tbody><tr><td>1</td><td/><td>3</td></tr></tbody></table>';
    const { bytes } = withText(`<paragraph>a</paragraph>${table}<list><item>x</item><item>y</item></list>`);
    expect(await of('text/xml', bytes)).toBe('Section\n\na\n\n\tB\n1\t\t3\n\nx\ny');
  });

  it('reads PDF page by page, states that scans have no text, and many at once', async () => {
    const two = await pdf('Premier', 'Second');
    expect(await of('application/pdf', two)).toBe('Premier\n\nSecond');
    expect(await of('application/pdf', await pdf(''))).toBe('(none)');
    const all = await Promise.all(Array.from({ length: 8 }, () => of('application/pdf', two)));
    expect(new Set(all)).toEqual(new Set(['Premier\n\nSecond']));
  });

  it('ends the reading of a PDF that unfolds without end, and reads the next', async () => {
    const bytes = bomb();
    expect(bytes.length).toBeLessThan(8_000_000);
    expect(await of('application/pdf', bytes)).toBe('(unreadable)');
    expect(await of('application/pdf', await pdf('Encore'))).toBe('Encore');
  });

  it('reads JSON that is nested without end as text', async () => {
    expect(await of('application/json', `${'['.repeat(200_000)}1${']'.repeat(200_000)}`)).toMatch(/^\[+1\]+$/);
  });

  it('leaves out what is more than two million characters, and says so', async () => {
    const long = await textOf({ mimeType: 'text/plain', bytes: Buffer.alloc(2_500_000, 'a') });
    expect(long).toMatchObject({ complete: false });
    expect(long.text).toHaveLength(2_000_000);
    const cda = await textOf(withText('b'.repeat(2_100_000)));
    expect(cda).toMatchObject({ complete: false });
  });

  it('reads what is made to be slow in the time of its length', async () => {
    for (const [mimeType, unit] of [
      ['text/html', '<!--'],
      ['text/html', '<script'],
      ['text/html', '<style>'],
      ['text/html', '&#'],
      ['text/html', ' \t'],
      ['text/html', '<td>\n'],
      ['text/rtf', '{\\rtf1\\u1 '],
      ['text/rtf', '{\\*\\a'],
    ] as const)
      await textOf({
        mimeType,
        bytes: Buffer.from(`{\\rtf1 ${unit}`.slice(mimeType === 'text/rtf' ? 0 : 7) + unit.repeat(300_000)),
      });
  });
});
