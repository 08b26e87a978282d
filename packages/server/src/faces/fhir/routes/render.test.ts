// SPDX-License-Identifier: Apache-2.0
import { PDFDocument } from 'pdf-lib';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoPresentable, cdaText, nonXmlBody } from '../../../../test/cda.ts';
import { renderingPolicy } from '../../../content/rendering/index.ts';
import { codeOf, type FhirHouse, fhirHouse, type Reply } from './test-house.ts';

let fhir: FhirHouse;
beforeAll(async () => {
  fhir = await fhirHouse();
});
afterAll(() => fhir.house.stop());

const section = (inner: string): string =>
  `<component><structuredBody><component><section><title>Conclusion</title>${inner}</section></component></structuredBody></component>`;
const letter = (inner = '<text>Tout va <content styleCode="Bold">bien</content>.</text>'): string =>
  cdaText({ body: section(inner) });

const shareXml = (content: string) => fhir.share(undefined, { content, mimeType: 'text/xml' });
const render = (id: string, query = '', headers: Record<string, string> = {}): Promise<Reply> =>
  fhir.ask('gp', `/DocumentReference/${id}/$render${query}`, { headers });
const retrieves = () => fhir.traces('document.retrieve');
/** Those of one document, which are few enough to be on a page of the journal. */
const retrievesOf = async (logicalId: string) =>
  (await retrieves()).filter(({ documents }) => documents?.includes(logicalId));

describe('DocumentReference/$render', () => {
  it('answers a page that is framed by us, runs nothing and is kept nowhere, and is a retrieve in the journal', async () => {
    const { logicalId, entryUuid } = await shareXml(letter());
    const page = await render(entryUuid);
    expect(page.status).toBe(200);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(page.bytes.length),
      'content-language': 'fr',
      'content-security-policy': renderingPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(renderingPolicy).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-[A-Za-z0-9+/]{43}='; .*frame-ancestors 'self'; sandbox$/,
    );
    expect(page.text).toContain('<h1>Lettre de liaison de Clara</h1>');
    expect(page.text).toContain('<h2>Conclusion</h2><div>Tout va <span class="bold">bien</span>.</div>');
    expect(page.text).toContain(`<a href="${fhir.house.baseUrl}/Binary/${logicalId}">Document d’origine</a>`);
    await fhir.ask('gp', `/Binary/${logicalId}`);
    const [ofBytes, ofPage, ...others] = await retrievesOf(logicalId);
    expect(others).toEqual([]);
    expect(ofPage).toMatchObject({ outcome: 'success', documents: [logicalId] });
    expect({ ...ofPage, entryId: '', at: '' }).toEqual({ ...ofBytes, entryId: '', at: '' });
  });

  it('speaks the language that is asked for, and gives the text alone', async () => {
    const { logicalId } = await shareXml(letter());
    const told = async (query: string, headers = {}) => {
      const { headers: got, text } = await render(logicalId, query, headers);
      return [got.get('content-language'), text.includes('Type of document')];
    };
    expect(await told('?lang=en')).toEqual(['en', true]);
    expect(await told('', { 'accept-language': 'de, en-GB;q=0.8, fr;q=0.2' })).toEqual(['en', true]);
    expect(await told('?lang=fr-FR', { 'accept-language': 'en' })).toEqual(['fr', false]);
    for (const [query, headers] of [
      ['?_format=text', {}],
      ['', { accept: 'text/plain' }],
    ] as const) {
      const plain = await render(logicalId, query, headers);
      expect([plain.status, plain.headers.get('content-type'), plain.text]).toEqual([
        200,
        'text/plain; charset=utf-8',
        'Conclusion\n\nTout va bien.',
      ]);
    }
    const head = await fhir.ask('gp', `/DocumentReference/${logicalId}/$render`, { method: 'HEAD' });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
  });

  it('refuses what it does not know before it opens the document', async () => {
    const { logicalId } = await shareXml(letter());
    const refused = async (query: string, headers = {}) => {
      const reply = await render(logicalId, query, headers);
      return `${reply.status} ${codeOf(reply)}`;
    };
    expect(await refused('?lang=de')).toBe('400 parameter-invalid');
    expect(await refused('?attachment=0')).toBe('400 parameter-invalid');
    expect(await refused('?attachment=1e3')).toBe('400 parameter-invalid');
    expect(await refused('?_format=application/pdf')).toBe('406 not-acceptable');
    expect(await refused('', { accept: 'application/fhir+json' })).toBe('406 not-acceptable');
    expect(await refused('', { accept: 'text/html;q=0' })).toBe('406 not-acceptable');
    expect(await retrievesOf(logicalId)).toEqual([]);
    expect(await refused('?attachment=7')).toBe('400 parameter-invalid');
    expect(await retrievesOf(logicalId)).toHaveLength(1);
  });

  it('is closed as the content is', async () => {
    const { logicalId, entryUuid } = await shareXml(letter());
    for (const id of [logicalId, entryUuid]) {
      const reply = await fhir.ask('occupational-physician', `/DocumentReference/${id}/$render`);
      expect([reply.status, codeOf(reply)]).toEqual([404, 'document-unknown']);
      expect((await retrieves())[0]).toMatchObject({ outcome: 'refused' });
    }
    expect((await fhir.ask(undefined, `/DocumentReference/${logicalId}/$render`)).status).toBe(401);
    expect((await render('00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await fhir.ask('gp', `/DocumentReference/${logicalId}/$render`, { body: {} })).status).toBe(405);
  });

  it('reads a PDF, and gives one that stands in a document by an address of its own', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText('Creatinine 80 umol/L');
    const bytes = Buffer.from(await pdf.save({ useObjectStreams: false }));
    const body = nonXmlBody(
      `<text mediaType="application/pdf" representation="B64">${bytes.toString('base64')}</text>`,
    );
    const { logicalId } = await shareXml(cdaText({ body }));
    const page = await render(logicalId, '?lang=en');
    expect(page.text).toContain('Creatinine 80 umol/L');
    const [, address = ''] = /<a href="([^"]*attachment=1)">Open: Attachment 1, PDF/.exec(page.text) ?? [];
    const attached = await fhir.ask('gp', address);
    expect([attached.status, attached.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(attached.headers.get('content-disposition')).toBe('attachment');
    expect(attached.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(attached.bytes).toEqual(bytes);
    expect((await retrieves())[0]).toMatchObject({ outcome: 'success', documents: [logicalId] });
    const alone = await fhir.share(undefined, { content: bytes.toString('latin1') });
    expect((await render(alone.logicalId, '?_format=text')).status).toBe(200);
  });

  it('never runs the stylesheet that a document comes in', async () => {
    const { logicalId } = await shareXml(autoPresentable({ body: section('<text>Lisible</text>') }).toString());
    const page = await render(logicalId);
    expect(page.text).toContain('<h2>Conclusion</h2><div>Lisible</div>');
    expect(page.text).not.toContain('stylesheet');
  });

  it('says what it cannot show', async () => {
    const { logicalId } = await fhir.share();
    const broken = await render(logicalId);
    expect([broken.status, broken.text.includes('Le texte de ce PDF n’a pas pu être lu.')]).toEqual([200, true]);
    expect((await render(logicalId, '?_format=text&lang=en')).text).toContain('could not be read');
  });

  it('is shown by a browser under its policy, with its own style and no other request', async () => {
    const { logicalId } = await shareXml(letter('<text><table><tr><th>A</th><td>B</td></tr></table></text>'));
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const page = await browser.newPage({
        extraHTTPHeaders: { authorization: `Bearer ${await fhir.house.token('gp')}` },
      });
      const asked: string[] = [];
      const told: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => told.push(message.text()));
      const address = `${fhir.house.baseUrl}/DocumentReference/${logicalId}/$render?lang=en`;
      await page.goto(address, { waitUntil: 'load' });
      expect([asked, told]).toEqual([[address], []]);
      expect(await page.title()).toBe('Lettre de liaison de Clara');
      const border = await page.evaluate("getComputedStyle(document.querySelector('td')).borderTopStyle");
      expect(border).toBe('solid');
      expect(await page.getByRole('rowheader', { name: 'A' }).count()).toBe(1);
    } finally {
      await browser.close();
    }
  });

  it('answers the same to ten at once', async () => {
    const { logicalId } = await shareXml(letter());
    const pages = await Promise.all(Array.from({ length: 10 }, () => render(logicalId)));
    expect(new Set(pages.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await retrievesOf(logicalId)).toHaveLength(10);
  });
});
