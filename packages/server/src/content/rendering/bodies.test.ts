// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { autoPresentable, cdaText, fictionalIns, nonXmlBody } from '../../../test/cda.ts';
import { attachmentIn, textOf } from './index.ts';
import { pixel } from './test-hostile.ts';
import { dangersIn, named, rendered, seen } from './test-parse.ts';

const xml = (text: string) => ({ mimeType: 'text/xml', bytes: Buffer.from(text) });
const levelOne = (mediaType: string, text: string, representation = '') =>
  xml(cdaText({ prolog: '', body: nonXmlBody(`<text mediaType="${mediaType}" ${representation}>${text}</text>`) }));
const B64 = 'representation="B64"';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const mainOf = async (content: Parameters<typeof rendered>[0]): Promise<string> => {
  const html = await rendered(content, 'en');
  expect(dangersIn(html)).toEqual([]);
  return /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? html;
};

describe('the header, in words', () => {
  it('in French and in English', async () => {
    const lines = async (language: 'fr' | 'en') =>
      named(seen(await rendered(xml(cdaText({ prolog: '' })), language)), 'dt', 'dd').map(({ text }) => text);
    expect((await lines('fr')).join(' / ')).toBe(
      `Patient / CLARA LOUISE ORMEAU / Nom utilisé / CLARA DELMAS / Date de naissance / 14 juillet 1985 / Sexe / féminin / Identifiants / ${fictionalIns()} / IPP-42 / Type de document / Lettre de liaison / Date du document / 10 mars 2026, 11:30 (UTC+01:00) / Auteur / DR Solène VASSEUR, Médecin généraliste, Maison de santé des Ormes / Responsable du document / DR Solène VASSEUR, Médecin généraliste, Maison de santé des Ormes / Organisme conservateur / Maison de santé des Ormes / Acte documenté / Historique, 10 mars 2026, 09:30 (UTC+01:00) au 10 mars 2026, 10:00 (UTC+01:00) / Version / 1`,
    );
    const english = await lines('en');
    expect(english).toContain('10 March 2026, 11:30 (UTC+01:00)');
    expect(english).toContain('Type of document');
    expect(english).toContain('female');
  });

  it('keeps a time that is none as it was written, and a year a year', async () => {
    const lines = async (value: string) =>
      (await rendered(xml(cdaText({ prolog: '', effectiveTime: `<effectiveTime value="${value}"/>` })), 'en')).replace(
        /.*<dt>Date of the document<\/dt><dd>([^<]*)<.*/s,
        '$1',
      );
    expect(await lines('2026')).toBe('2026');
    expect(await lines('202602')).toBe('February 2026');
    expect(await lines('20260230')).toBe('20260230');
    expect(await lines('20260301Z')).toBe('1 March 2026');
    expect(await lines('202603011205')).toBe('1 March 2026, 12:05');
    expect(await lines('hier')).toBe('hier');
  });
});

describe('bodies of level 1', () => {
  it.each([
    ['text/plain', 'a &lt;b&gt;\n c', '', '<pre>\na &lt;b&gt;\n c</pre>'],
    ['text/plain', base64('été'), B64, '<pre>\nété</pre>'],
    ['text/rtf', base64('{\\rtf1 {\\b gras}\\par suite}'), B64, '<pre>\ngras\nsuite</pre>'],
    ['image/jpeg', pixel, B64, `<figure><img src="data:image/png;base64,${pixel}" alt="Image"/></figure>`],
    ['application/dicom', base64('\u0000DICM'), B64, 'A content of the type application/dicom is not shown here'],
    ['', base64('PID|1'), B64, '<pre>\nPID|1</pre>'],
  ])('%s %s', async (mediaType, text, representation, shown) => {
    const content = levelOne(mediaType, text, representation);
    const main = await mainOf(content);
    expect(main).toContain(shown);
    expect(main).toContain('Open: Attachment 1');
    expect(attachmentIn(content, 1)?.mediaType).toBe(mediaType);
  });

  it('that is missing, or elsewhere', async () => {
    expect(await mainOf(levelOne('application/pdf', '', B64))).toContain('does not carry');
    expect(await mainOf(levelOne('application/pdf', '<reference value="x.pdf"/>'))).toContain('it is not fetched');
    expect(await textOf(levelOne('text/plain', ''))).toEqual({ text: undefined, why: 'none' });
  });
});

describe('a document in its own stylesheet', () => {
  it('is the document, and the stylesheet is never run', async () => {
    const plain = await rendered(xml(cdaText()));
    const inside = autoPresentable().toString().replace('<html/>', '<html><script>leak()</script>Feuille</html>');
    expect(await rendered({ mimeType: 'application/xslt+xml', bytes: Buffer.from(inside) })).toBe(plain);
  });
});

const composition = {
  resourceType: 'Composition',
  id: 'c',
  language: 'fr',
  type: { coding: [{ display: 'Synthèse' }] },
  subject: { reference: 'Patient/p' },
  date: '2026-03-10',
  author: [{ reference: 'Practitioner/d' }],
  title: 'Résumé',
  custodian: { display: 'Maison' },
  section: [
    {
      title: 'Allergies',
      text: {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><h2>x</h2><table><tr><th>A</th></tr></table><ul><li>p</li></ul></div>',
      },
      section: [{ code: { text: 'Sous-section' } }],
    },
  ],
};
const bundle = {
  resourceType: 'Bundle',
  type: 'document',
  entry: [
    { resource: composition },
    {
      resource: {
        resourceType: 'Patient',
        id: 'p',
        identifier: [{ value: '42' }],
        name: [{ family: 'ORMEAU', given: ['Clara'] }],
        gender: 'female',
        birthDate: '1985-07-14',
      },
    },
    { fullUrl: 'urn:x', resource: { resourceType: 'Practitioner', id: 'd', name: [{ text: 'Dr Vasseur' }] } },
  ],
};

const inXml = `<Bundle xmlns="http://hl7.org/fhir"><type value="document"/>
<entry><resource><Composition><id value="c"/><language value="fr"/><type><coding><display value="Synthèse"/></coding></type>
<subject><reference value="Patient/p"/></subject><date value="2026-03-10"/><author><reference value="Practitioner/d"/></author>
<title value="Résumé"/><custodian><display value="Maison"/></custodian>
<section><title value="Allergies"/><text><status value="generated"/>${composition.section[0]?.text.div}</text>
<section><code><text value="Sous-section"/></code></section></section></Composition></resource></entry>
<entry><resource><Patient><id value="p"/><identifier><value value="42"/></identifier><name><family value="ORMEAU"/><given value="Clara"/></name><gender value="female"/><birthDate value="1985-07-14"/></Patient></resource></entry>
<entry><fullUrl value="urn:x"/><resource><Practitioner><id value="d"/><name><text value="Dr Vasseur"/></name></Practitioner></resource></entry></Bundle>`;

describe('FHIR documents', () => {
  it('have their header and their sections, in JSON as in XML', async () => {
    const json = await rendered({ mimeType: 'application/fhir+json', bytes: Buffer.from(JSON.stringify(bundle)) });
    expect(dangersIn(json)).toEqual([]);
    expect(json).toContain(
      '<h1>Résumé</h1><dl><dt>Patient</dt><dd>Clara ORMEAU</dd><dt>Date de naissance</dt><dd>1985-07-14</dd><dt>Sexe</dt><dd>féminin</dd><dt>Identifiants</dt><dd>42</dd><dt>Type de document</dt><dd>Synthèse</dd><dt>Date du document</dt><dd>2026-03-10</dd><dt>Auteur</dt><dd>Dr Vasseur</dd><dt>Organisme conservateur</dt><dd>Maison</dd></dl>',
    );
    expect(json).toContain(
      '<h2>Allergies</h2><div><p class="heading">x</p><div class="wide" role="group" aria-label="Tableau" tabindex="0"><table><tbody><tr><th scope="col">A</th></tr></tbody></table></div><ul><li>p</li></ul></div><section><h3>Sous-section</h3>',
    );
    const xmlPage = await rendered({ mimeType: 'application/fhir+xml', bytes: Buffer.from(inXml) });
    expect(xmlPage).toBe(json);
  });

  it('of other kinds are their narrative, or their text', async () => {
    const report = { resourceType: 'DiagnosticReport', text: { div: '<div>Normal</div>' } };
    const of = (value: unknown) => ({ mimeType: 'application/fhir+json', bytes: Buffer.from(JSON.stringify(value)) });
    expect(await mainOf(of(report))).toBe('<div>Normal</div>');
    expect(await mainOf(of({ a: 1 }))).toBe('<pre>\n{&quot;a&quot;:1}</pre>');
    expect(await mainOf(of([null, 'x']))).toContain('null');
    for (const odd of [
      null,
      3,
      { entry: [null, { resource: [] }, { resource: { resourceType: 'Composition', section: { title: 3 } } }] },
    ])
      await mainOf(of(odd));
  });
});

const corpus = join(import.meta.dirname, '../../../../../../shared/corpus');

describe.skipIf(!existsSync(corpus))('the FHIR documents of the corpus', () => {
  it.each([
    ['hl7-ips/Bundle-IPS-examples-Bundle-01.json', 'Active Problems', 'Hot flushes'],
    ['hl7-ips/Bundle-bundle-minimal.json', 'Medication', 'Oral anastrozole 1mg tablet'],
    ['hl7-eu-laboratory/Bundle-BundleHepatitisPanel.json', '', ''],
    ['hl7-eu-laboratory/Bundle-BundleLabResultReportPOC.json', '', ''],
    [
      'hl7-eu-laboratory/Bundle-SimpleChemistryResultReport.json',
      'Blood examinations',
      'Sodium (Bld) [Moles/Vol]\t156',
    ],
  ])('%s', async (path, title, words) => {
    const content = { mimeType: 'application/fhir+json', bytes: readFileSync(join(corpus, path)) };
    const html = await rendered(content);
    expect(dangersIn(html)).toEqual([]);
    expect(
      named(seen(html), 'h2', 'h3')
        .map(({ text }) => text)
        .join('\n'),
    ).toContain(title);
    expect((await textOf(content)).text).toContain(words);
  });
});
