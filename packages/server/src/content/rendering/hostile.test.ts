// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { textOf } from './index.ts';
import { hostile, media, pixel, withText } from './test-hostile.ts';
import { dangersIn, everyIn, named, rendered, seen } from './test-parse.ts';

const documentOf = (name: string) => hostile[name] ?? withText('');
const pageOf = async (name: string) => seen(await rendered(documentOf(name)));

describe('documents that mean harm', () => {
  it.each(Object.entries(hostile))('%s', async (_, content) => {
    expect(dangersIn(await rendered(content))).toEqual([]);
    expect(dangersIn(await rendered(content, 'en'))).toEqual([]);
    await textOf(content);
  });

  it('keep no link that leads anywhere unsafe, and their words', async () => {
    const page = await pageOf('links');
    const main = named(page, 'main')[0];
    if (main === undefined) throw new Error('no main');
    expect(named(main, 'a')).toEqual([]);
    expect(main.text.match(/lien/g)).toHaveLength(25);
    const [good, ...others] = named(await pageOf('good and bad in one link'), 'a').filter(({ text }) =>
      /bon/.test(text),
    );
    expect(others).toEqual([]);
    expect(good?.attributes).toEqual({ href: 'https://example.org/a?b=1&c=2', rel: 'noopener noreferrer nofollow' });
  });

  it('put an image into a page once, by what it is', async () => {
    const many = await pageOf('an image ten thousand times');
    expect(named(many, 'img')).toHaveLength(1);
    expect(named(many, 'a').filter(({ attributes }) => attributes.href === '#medium-1')).toHaveLength(9999);
    const page = await pageOf('media');
    expect(named(page, 'img').map(({ attributes }) => attributes)).toEqual([
      { src: `data:image/png;base64,${pixel}`, alt: '<script>leak()</script>' },
    ]);
    expect(named(page, 'a').filter(({ text }) => text.includes('Pièce jointe'))).toHaveLength(2);
  });

  it('lose no text where they break the rules of tables and lists', async () => {
    const { text } = (await pageOf('mutation by the parser')) ?? {};
    for (const word of ['z', 'w', 'v', 'u', 'i', 'j', 'h', 'd', 'e', 'f', 'q']) expect(text).toContain(word);
    const spans = await pageOf('spans');
    expect(named(spans, 'td', 'th').map(({ attributes }) => attributes)).toEqual([
      { colspan: '100', rowspan: '1000' },
      {},
      { scope: 'row' },
    ]);
  });

  it('number footnotes once', async () => {
    const page = await pageOf('footnotes');
    const notes = everyIn(page).filter(({ attributes }) => attributes.id?.startsWith('footnote-'));
    expect(notes.map(({ attributes }) => attributes.id).toSorted()).toEqual(
      [1, 2, 3, 4].map((number) => `footnote-${number}`),
    );
    for (const { attributes } of named(page, 'a').filter(({ text }) => /^\[\d+\]$/.test(text)))
      expect(notes.some(({ attributes: { id } }) => `#${id}` === attributes.href)).toBe(true);
  });

  it.each([
    'ten thousand lists in each other',
    'more elements than a page holds',
    'billion laughs',
    'an entity from elsewhere',
  ])('are said to be unreadable: %s', async (name) => {
    const page = await pageOf(name);
    expect(page.text).toContain('n’a pas pu être lue');
    expect(await textOf(documentOf(name))).toEqual({ text: undefined, why: 'unreadable' });
  });
});

describe('narrative', () => {
  const main = async (text: string, entries = ''): Promise<string> => {
    const html = await rendered(withText(text, entries));
    expect(dangersIn(html)).toEqual([]);
    return /<h2>Section<\/h2><div>(.*)<\/div><\/section>/s.exec(html)?.[1] ?? html;
  };

  it.each([
    ['a<br/>b<sub>2</sub><sup>3</sup>', 'a<br/>b<sub>2</sub><sup>3</sup>'],
    ['<paragraph><caption>C</caption>x</paragraph>', '<p><span class="caption">C</span>x</p>'],
    [
      '<list listType="ordered" styleCode="LittleRoman"><caption>C</caption><item>1</item></list>',
      '<p><span class="caption">C</span></p><ol class="list-roman-little"><li>1</li></ol>',
    ],
    ['<list><item>1<list><item>2</item></list></item></list>', '<ul><li>1<ul><li>2</li></ul></li></ul>'],
    ['<content styleCode="BoldItalics Underline xUnknown">x</content>', '<span class="bold italic underline">x</span>'],
    ['<content revised="delete">x</content><content revised="insert">y</content>', '<del>x</del><ins>y</ins>'],
    [
      '<content ID="é 1">x</content><linkHtml href="#é 1">y</linkHtml>',
      '<span id="d-_e9__20_1">x</span><a href="#d-_e9__20_1" rel="noopener noreferrer nofollow">y</a>',
    ],
    [
      '<linkHtml href="mailto:a@example.org">y</linkHtml>',
      '<a href="mailto:a@example.org" rel="noopener noreferrer nofollow">y</a>',
    ],
    ['<unknown>x<paragraph>y</paragraph></unknown>', 'x<p>y</p>'],
  ])('%s', async (text, html) => {
    expect(await main(text)).toBe(html);
  });

  it('makes tables whose headers say of what they speak', async () => {
    const table =
      '<table><caption>T</caption><colgroup><col/></colgroup><tfoot><tr><td>F</td></tr></tfoot><thead><tr><th colspan="2">A</th><td>-</td></tr></thead><tbody><tr><th styleCode="Lrule Botrule" align="right">r</th><td rowspan="2">1</td></tr><tr><th>x</th><th>y</th></tr></tbody></table>';
    expect(await main(table)).toBe(
      '<div class="wide" role="group" aria-label="Tableau" tabindex="0"><table><caption>T</caption><thead><tr><th scope="colgroup" colspan="2">A</th><td>-</td></tr></thead>' +
        '<tbody><tr><th class="rule-left rule-bottom align-right" scope="row">r</th><td rowspan="2">1</td></tr>' +
        '<tr><th scope="col">x</th><th scope="col">y</th></tr></tbody><tfoot><tr><td>F</td></tr></tfoot></table></div>',
    );
  });

  it('shows media in their place, and lists what no text names', async () => {
    const entries = media('a', 'image/jpeg', pixel) + media('b', 'application/pdf', 'JVBERi0xLjQ=');
    const html = await rendered(
      withText('<renderMultiMedia referencedObject="a"><caption>Courbe</caption></renderMultiMedia>', entries),
    );
    expect(html).toContain(
      `<figure id="medium-1"><img src="data:image/png;base64,${pixel}" alt="Courbe"/><figcaption><span class="caption">Courbe</span></figcaption></figure>`,
    );
    expect(html).toContain(
      '<h2 class="house">Pièces jointes</h2><p class="attachment house"><a href="https://dossier.test/fhir/DocumentReference/1/$render?attachment=2">',
    );
  });

  it('shows the image of which a region is of interest', async () => {
    const region = media('a', 'image/png', pixel).replace(
      '<entry>',
      '<entry><regionOfInterest ID="r"><entryRelationship>',
    );
    const entries = region.replace('</entry>', '</entryRelationship></regionOfInterest></entry>');
    expect(await main('<renderMultiMedia referencedObject="r"/>', entries)).toContain('<img src="data:image/png');
  });

  it('says where a section holds no text, and where a content is missing', async () => {
    expect(await main('<renderMultiMedia referencedObject="none"/>')).toContain('ne porte pas');
    const coded = await rendered(withText('', media('a', 'image/png', pixel)));
    expect(coded).toContain('que des données codées');
    expect(await rendered(withText(''))).toContain('Cette section est vide.');
  });
});
