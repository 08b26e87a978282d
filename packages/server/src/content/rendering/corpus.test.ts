// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCdaHeader } from '../cda/index.ts';
import { attachmentIn, textOf } from './index.ts';
import { dangersIn, named, rendered, type Seen, seen } from './test-parse.ts';

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');
const isThere = existsSync(corpus);
const file = (path: string) => ({ mimeType: 'text/xml', bytes: readFileSync(join(corpus, path)) });
const example = (name: string) => file(`ans-testcontenucda-3.0/ExemplesCDA/${name}`);

/** Every CDA of the corpus, by the list that comes with it. */
const paths = isThere
  ? readFileSync(join(corpus, 'cda-manifest.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split('\t')[0] ?? [])
  : ['(corpus)'];

/** Scanned pages, and a header without a body. */
const textless = ['DOC00002.xml', 'DischargeSummary_2014Edition_sample.xml', 'DOC_NON_STRUCTURE_CDA-R2-N1.xml'];

/** Titles of a page as they are nested: `2 Problèmes actifs`. */
const outline = (page: Seen): readonly string[] =>
  named(page, 'h2', 'h3', 'h4', 'h5', 'h6').map(({ tag, text }) => `${tag[1]} ${text}`);

const terms = (page: Seen): Readonly<Record<string, readonly string[]>> => {
  const said: Record<string, string[]> = {};
  let term = '';
  for (const { tag, text } of named(page, 'dt', 'dd')) {
    if (tag === 'dt') term = text;
    else said[term] = [...(said[term] ?? []), text];
  }
  return said;
};

describe.skipIf(!isThere)('the CDA documents of the corpus, as pages', () => {
  it.each(paths)('%s', async (path) => {
    const content = file(path);
    const header = readCdaHeader(content.bytes);
    for (const language of ['fr', 'en'] as const) {
      const html = await rendered(content, language);
      expect(dangersIn(html)).toEqual([]);
      const page = seen(html);
      expect(page.attributes.lang).toBe(language);
      if (header.ok && header.value.title) expect(named(page, 'h1')[0]?.text).toBe(header.value.title);
      expect(html.length).toBeLessThan(20 * content.bytes.length + 20_000);
    }
    const text = await textOf(content);
    if (textless.some((name) => path.endsWith(name))) expect(text).toEqual({ text: undefined, why: 'none' });
    else expect(text).toMatchObject({ text: expect.stringMatching(/\S{3}/), complete: true });
  });
});

const table = (page: Seen, number: number): readonly string[] =>
  named(named(page, 'table')[number] ?? page, 'tr').map(({ children }) =>
    children
      .map(({ tag, attributes, text }) => `${tag}${attributes.scope ? `[${attributes.scope}]` : ''} ${text}`)
      .join(' | '),
  );

describe.skipIf(!isThere)('what a reader sees', () => {
  it('of a medical summary (VSM)', async () => {
    const page = seen(await rendered(example('VSM_1.4_2022.01.xml')));
    expect(outline(page)).toEqual([
      '2 Pathologie en cours, antécédents, allergies et facteurs de risques',
      '3 Pathologies en cours, antécédents et allergies',
      '4 Pathologie en cours',
      '4 Antécédents médicaux',
      '4 Antécédents chirurgicaux',
      '4 Allergies et hypersensibilités',
      '3 Facteurs de risque',
      '4 Mode de vie',
      '4 Facteurs de risques professionnels',
      '4 Antécédents familiaux',
      '2 Points de vigilance',
      '2 Traitement au long cours',
      '3 Traitements',
    ]);
    expect(table(page, 0)).toEqual([
      'th[col] Date | th[col] Pathologie en cours',
      'td 11/08/2019 | td Accident ischémique cérébral transitoire',
      'td 11/08/2019 | td Angine de poitrine instable',
    ]);
    expect(terms(page)).toMatchObject({ 'Type de document': ['Synthèse'], Sexe: ['féminin'] });
  });

  it('of an international patient summary (IPS-FR), its attachments by their own address', async () => {
    const content = example('IPS-FR_2024.01.xml');
    const page = seen(await rendered(content));
    expect(outline(page)).toEqual(
      [
        'Problèmes actifs',
        'Antécédents',
        'Historique des actes',
        'Allergies, hypersensibilités non allergiques, intolérances, idiosyncrasie',
        'Effets indésirables prévisibles liés aux médicaments',
        'Traitements',
        'Dispositifs médicaux',
        'Points de vigilance',
        'Statut fonctionnel',
        'Constantes',
        'Mode de vie',
        'Facteurs de risques professionnels',
        'Antécédents familiaux',
        'Vaccinations',
        'Historique des grossesses',
        'Plan de soins',
        'Directives anticipées',
        'Résultats',
        'Documents joints',
      ].map((title) => `2 ${title}`),
    );
    const links = named(page, 'a').filter(({ attributes }) => attributes.href?.includes('attachment='));
    expect(links.map(({ attributes }) => attributes.href?.split('=')[1])).toEqual(['1', '2', '3']);
    expect(Buffer.from(attachmentIn(content, 1)?.bytes ?? []).toString('latin1', 0, 5)).toBe('%PDF-');
    expect(attachmentIn(content, 4)).toBeUndefined();
  });

  it('of a laboratory report (CR-BIO): an image in its place, the PDF behind a link', async () => {
    const page = seen(await rendered(example('BIO-CR-BIO_2023.01_Electrophorese.xml'), 'en'));
    expect(outline(page)).toEqual([
      '2 Non conformité',
      '2 BIOCHIMIE',
      '3 Electrophorèse des protéines sériques :',
      '3 Autres examens de biochimie sanguine :',
      '2 HEMATOLOGIE',
      '2 Examen cytobactériologique des urines (ECBU)',
      '2 Prestation de conseil',
      '2 Copie du document',
    ]);
    expect(named(page, 'img').map(({ attributes }) => attributes.src?.slice(0, 22))).toEqual([
      'data:image/png;base64,',
    ]);
    expect(named(page, 'main')[0]?.attributes.lang).toBe('fr-FR');
    expect(named(page, 'a').some(({ text }) => text.startsWith('Open: Attachment 2, PDF'))).toBe(true);
    expect(terms(page)).toMatchObject({ Sex: ['female'] });
  });
});
