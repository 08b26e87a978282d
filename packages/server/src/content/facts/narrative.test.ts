// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { autoPresentable, nonXmlBody } from '../../../test/cda.ts';
import { readClinicalDocument } from './index.ts';
import { body, readBody, section } from './test-body.ts';

const textOf = (xml: string): string | undefined => readBody(body(section('1-1', '', xml))).narrative.sections[0]?.text;

describe('the words of a section', () => {
  it.each([
    [
      'paragraphs and breaks',
      '<paragraph>Un <content>deux</content>,\n trois</paragraph>quatre<br/>cinq',
      'Un deux, trois\nquatre\ncinq',
    ],
    [
      'a list',
      '<list><caption>À faire</caption><item>un</item><item>deux<list listType="ordered"><item>a</item><item>b</item></list></item></list>',
      'À faire\n- un\n- deux\n1. a\n2. b',
    ],
    [
      'a table',
      '<table><caption>Bilan</caption><thead><tr><th>Examen</th><th>Résultat</th></tr></thead><tbody><tr><td>TSH</td><td><paragraph>1,95</paragraph><br/>mUI/L</td></tr><tr><td/><td>seul</td></tr></tbody></table>',
      'Bilan\nExamen | Résultat\nTSH | 1,95 mUI/L\n| seul',
    ],
    ['rows without words', '<table><tr><td/><td/></tr><tr><td>a</td><td>b</td></tr></table>', 'a | b'],
    [
      'what was taken out again',
      'Allergie : <content revised="delete">aucune</content><content revised="insert">latex</content>',
      'Allergie : latex',
    ],
    ['CDATA and entities', '<![CDATA[<b>]]> &amp; &#233;', '<b> & é'],
    ['a script, as words', '<content>a</content><script>alert(1)</script>', 'aalert(1)'],
    ['comments and instructions', 'a<!-- b --><?c d?>e', 'ae'],
    ['nothing', '', ''],
    ['white space', ' \n\t ', ''],
    ['names of the prototype', '<constructor>a</constructor>', 'a'],
  ])('%s', (_, xml, expected) => {
    expect(textOf(xml)).toBe(expected);
  });

  it('stand in the order and the depth of the document', () => {
    const inner = section('2-2', section('3-3', '', 'trois'), 'deux');
    const { narrative } = readBody(body(section('1-1', inner, 'un'), section('4-4', '', 'quatre')));
    expect(narrative).toMatchObject({
      title: 'Lettre de liaison de Clara',
      hasText: true,
      isComplete: true,
      media: [],
    });
    const outline = (sections: typeof narrative.sections): unknown =>
      sections.map(({ number, title, text, sections: nested }) => [number, title, text, ...[outline(nested)].flat()]);
    expect(outline(narrative.sections)).toEqual([
      ['1', '1-1', 'un', ['1.1', '2-2', 'deux', ['1.1.1', '3-3', 'trois']]].map((part) => part),
      ['2', '4-4', 'quatre'],
    ]);
  });

  it('are cut where they have no end', () => {
    const { narrative } = readBody(body(section('1-1', '', 'mot '.repeat(600_000)), section('2-2', '', 'plus')));
    expect(narrative.isComplete).toBe(false);
    expect(narrative.sections[0]?.text.length).toBeLessThanOrEqual(2_000_000);
  });
});

describe('a document without sections', () => {
  const narrativeOf = (text: string) => readBody(nonXmlBody(text)).narrative;
  it('gives its text, encoded or not', () => {
    expect(narrativeOf('<text mediaType="text/plain">Bonjour\n Clara</text>').text).toBe('Bonjour\n Clara');
    const encoded = Buffer.from('Tension élevée').toString('base64');
    expect(narrativeOf(`<text mediaType="text/plain" representation="B64">${encoded}</text>`)).toMatchObject({
      text: 'Tension élevée',
      hasText: true,
      media: [],
    });
  });

  it('gives the text of an older code page', () => {
    const encoded = Buffer.from('Tension \xe9lev\xe9e', 'latin1').toString('base64');
    expect(narrativeOf(`<text mediaType="text/plain" representation="B64">${encoded}</text>`).text).toBe(
      'Tension élevée',
    );
  });

  it('gives the text of RTF', () => {
    const encoded = Buffer.from("{\\rtf1\\ansi Tension \\'e9lev\\'e9e\\par 16/9}").toString('base64');
    expect(narrativeOf(`<text mediaType="text/rtf" representation="B64">${encoded}</text>`)).toMatchObject({
      text: 'Tension élevée\n16/9',
      hasText: true,
      media: [],
    });
  });

  it('is marked when it is a page without words', () => {
    const pdf = Buffer.from('%PDF-1.7 ...').toString('base64');
    expect(narrativeOf(`<text mediaType="application/pdf" representation="B64">${pdf}</text>`)).toEqual({
      title: 'Lettre de liaison de Clara',
      sections: [],
      media: [{ mediaType: 'application/pdf', sizeBytes: 12 }],
      hasText: false,
      isComplete: true,
    });
  });

  it('is marked when it is empty', () => {
    expect(narrativeOf('<text mediaType="text/plain"> </text>')).toMatchObject({ hasText: false });
    expect(readBody('<component/>').narrative).toMatchObject({ hasText: false, sections: [] });
  });

  it('counts what is embedded in sections', () => {
    const media =
      '<entry><observationMedia><value mediaType="image/PNG" representation="B64">QUJD</value></observationMedia></entry>';
    const { narrative } = readBody(body(section('1-1', media, '')));
    expect(narrative).toMatchObject({ hasText: false, media: [{ mediaType: 'image/png', sizeBytes: 3 }] });
  });
});

it('a document inside its own stylesheet is read, and the stylesheet is not', () => {
  const read = readClinicalDocument(autoPresentable({ body: body(section('1-1', '', 'Bonjour')) }));
  expect(read.ok && [read.value.header.autoPresentable, read.value.narrative.sections.map(({ text }) => text)]).toEqual(
    [true, ['Bonjour']],
  );
});
