// SPDX-License-Identifier: Apache-2.0
import { cdaText, nonXmlBody } from '../../../test/cda.ts';
import type { DocumentContent } from './shown.ts';

/** A PNG of one pixel. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const xml = (text: string): DocumentContent => ({ mimeType: 'text/xml', bytes: Buffer.from(text) });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A CDA whose one section holds this narrative, and these entries. */
export const withText = (text: string, entries = ''): DocumentContent =>
  xml(
    cdaText({
      prolog: '',
      body: `<component><structuredBody><component><section><title>Section</title><text>${text}</text>${entries}</section></component></structuredBody></component>`,
    }),
  );

export const media = (id: string, mediaType: string, content: string, more = ''): string =>
  `<entry><observationMedia classCode="OBS" moodCode="EVN" ID="${id}"><value mediaType="${mediaType}" representation="B64">${content}${more}</value></observationMedia></entry>`;

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const SVG = 'xmlns="http://www.w3.org/2000/svg"';

/** Addresses that a link must not lead to. */
const badAddresses = [
  'javascript:leak()',
  'JaVaScRiPt:leak()',
  ' javascript:leak()',
  'java&#9;script:leak()',
  'java&#10;script:leak()',
  '&#x6A;avascript&#58;leak()',
  'javascript&#x3A;leak()',
  'vbscript:leak()',
  'data:text/html,&lt;script&gt;leak()&lt;/script&gt;',
  'data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImxlYWsoKSIvPg==',
  '//leak.test/x',
  '\\\\leak.test\\x',
  'https:\\\\leak.test',
  'https:///leak.test',
  'https://user:password@leak.test/',
  'file:///etc/passwd',
  'blob:https://leak.test/1',
  'filesystem:https://leak.test/1',
  'view-source:https://leak.test',
  'mailto://leak',
  'relative/path',
  '?attachment=1',
  `https://leak.test/${'a'.repeat(3000)}`,
  '\u00a0javascript:leak()',
  'https://leak.test/\u2028x',
];

const nested = (depth: number): string => `${'<list><item>'.repeat(depth)}fond${'</item></list>'.repeat(depth)}`;

/** Documents that mean harm, each by what it tries. */
export const hostile: Readonly<Record<string, DocumentContent>> = {
  script: withText(
    `<script>leak()</script><SCRIPT>leak()</SCRIPT><script ${XHTML}>leak()</script><x:script xmlns:x="http://www.w3.org/1999/xhtml" src="/leak.js"/>après`,
  ),
  handlers: withText(
    `<paragraph onclick="leak()" onmouseover="leak()">a</paragraph><table onload="leak()"><tr><td onfocus="leak()" autofocus="1" tabindex="1">b</td></tr></table><body ${XHTML} onload="leak()">c</body><content contenteditable="true" accesskey="x">d</content>`,
  ),
  links: withText(badAddresses.map((address) => `<linkHtml href="${address}">lien</linkHtml>`).join(' ')),
  'good and bad in one link': withText(
    '<linkHtml href="https://example.org/a?b=1&amp;c=2" target="_self" onclick="leak()" ping="/leak" download="x">bon<linkHtml href="javascript:leak()">mauvais</linkHtml></linkHtml>',
  ),
  styles: withText(
    `<paragraph style="background:url(/leak);width:expression(leak())" class="house" styleCode='Bold" onclick="leak()'>a</paragraph><style ${XHTML}>@import "/leak.css"; body{background:url(/leak)}</style><link ${XHTML} rel="stylesheet" href="/leak.css"/>`,
  ),
  identifiers: withText(
    `<content ID='"&gt;&lt;script&gt;leak()&lt;/script&gt;'>a</content><content ID="body">b</content><content ID="body">c</content><content ID="medium-1">d</content><content ID="footnote-1">e</content><linkHtml href="#body">f</linkHtml>`,
  ),
  svg: withText(
    `<svg ${SVG} onload="leak()"><script>leak()</script><foreignObject><img ${XHTML} src="x" onerror="leak()"/></foreignObject><use href="/leak.svg#x"/><animate onbegin="leak()" attributeName="x"/><image href="/leak.png"/></svg><math xmlns="http://www.w3.org/1998/Math/MathML"><mtext><img ${XHTML} src="/leak"/></mtext></math>`,
  ),
  embedding: withText(
    `<iframe ${XHTML} src="/leak" srcdoc="&lt;script&gt;leak()&lt;/script&gt;"/><object ${XHTML} data="/leak"/><embed ${XHTML} src="/leak"/><video ${XHTML} src="/leak" autoplay="1" onerror="leak()"/><audio ${XHTML} src="/leak"/><form ${XHTML} action="/leak"><input autofocus="1" onfocus="leak()"/><button formaction="/leak">x</button></form><base ${XHTML} href="https://leak.test/"/><meta ${XHTML} http-equiv="refresh" content="0;url=/leak"/>`,
  ),
  images: withText(
    `<img ${XHTML} src="/leak.png"/><img ${XHTML} src="https://leak.test/x.png" srcset="/leak 2x"/><img ${XHTML} src="data:image/png;base64,${base64('<svg onload="leak()"/>')}"/><img ${XHTML} alt='"onerror=leak()' src="data:image/png;base64,${pixel}"/>`,
  ),
  media: withText(
    '<renderMultiMedia referencedObject="svg"/><renderMultiMedia referencedObject="html"/><renderMultiMedia referencedObject="far"/><renderMultiMedia referencedObject="none"/><renderMultiMedia referencedObject="good"><caption>&lt;script&gt;leak()&lt;/script&gt;</caption></renderMultiMedia>',
    media('svg', 'image/png', base64('<svg xmlns="http://www.w3.org/2000/svg" onload="leak()"/>')) +
      media('html', 'image/gif" onload="leak()'.replaceAll('"', '&quot;'), base64('<script>leak()</script>')) +
      media('far', 'image/png', '', '<reference value="https://leak.test/far.png"/>') +
      media('good', 'text/html', pixel),
  ),
  'an image ten thousand times': withText(
    '<renderMultiMedia referencedObject="good"/>'.repeat(10_000),
    media('good', 'image/png', pixel),
  ),
  'mutation by the parser': withText(
    `<paragraph><table><tr><td>t</td></tr></table><list><item>l<paragraph>p<paragraph>q</paragraph></paragraph></item></list></paragraph>
    <content ID="&lt;/style&gt;&lt;img src=x onerror=leak()&gt;">&lt;/style&gt;&lt;/title&gt;&lt;img src=x onerror=leak()&gt;</content>
    <![CDATA[</pre></textarea></style><script>leak()</script>]]><!--><img src=x onerror=leak()>--><?php leak() ?>
    <linkHtml href="#a"><paragraph>x<linkHtml href="#b">y</linkHtml></paragraph></linkHtml>
    <sub><table><caption><table><tr><th><td>z</td></th></tr></table></caption><script>leak()</script>w<tr>v<td>u<item>i<item>j</item></item></td></tr></table></sub>
    <noscript ${XHTML}><p title="&lt;/noscript&gt;&lt;img src=x onerror=leak()&gt;"/></noscript>
    <pre ${XHTML}>&lt;/pre&gt;<b onclick="leak()">x</b></pre><dl ${XHTML}><dd>1<dt>2<dd>3</dd></dt></dd></dl><h1 ${XHTML}><div><h2>h</h2></div></h1>
    <list><caption>c<list><item>d</item></list></caption><tr><td>e</td></tr>f</list>`,
  ),
  footnotes: withText(
    'a<footnote ID="f">b<footnoteRef IDREF="f"/><footnote ID="g">c<footnoteRef IDREF="f"/></footnote></footnote><footnoteRef IDREF="nowhere"/><footnote>d<table><tr><td>e</td></tr></table></footnote><footnote ID="f">again</footnote>',
  ),
  spans: withText(
    '<table><tr><td colspan="999999999" rowspan="999999999">a</td><td colspan="-1" rowspan="0">b</td><th colspan="1e3" scope="javascript:">c</th></tr></table>',
  ),
  'ten thousand lists in each other': withText(nested(10_000)),
  'a hundred lists in each other': withText(nested(100)),
  'a huge table': withText(`<table>${`<tr>${'<td>1</td>'.repeat(20)}</tr>`.repeat(5000)}</table>`),
  'more elements than a page holds': withText('<br/>'.repeat(600_000)),
  'billion laughs': xml(
    `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${cdaText({ prolog: '', title: '<title>&b;</title>' })}`,
  ),
  'an entity from elsewhere': xml(
    `<!DOCTYPE x SYSTEM "https://leak.test/x.dtd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>${cdaText({ prolog: '', title: '<title>&e;</title>' })}`,
  ),
  header: xml(
    cdaText({
      title: '<title>&lt;/title&gt;&lt;script&gt;leak()&lt;/script&gt;"\'`</title>',
      language: '<languageCode code="fr&quot; onload=&quot;leak()"/>',
      code: '<code code="x" displayName="&lt;img src=x onerror=leak()&gt;"/>',
      effectiveTime: '<effectiveTime value="&lt;b&gt;2026"/>',
      custodian:
        '<custodian><assignedCustodian><representedCustodianOrganization><name>&lt;script&gt;leak()&lt;/script&gt;</name></representedCustodianOrganization></assignedCustodian></custodian>',
    }),
  ),
  'a body of HTML': xml(
    cdaText({
      body: nonXmlBody(
        `<text mediaType="text/html" representation="B64">${base64('<p onclick="leak()">lu</p><script>leak()</script><img src=/leak onerror=leak()>')}</text>`,
      ),
    }),
  ),
  'a body elsewhere': xml(
    cdaText({
      body: nonXmlBody('<text mediaType="application/pdf"><reference value="https://leak.test/x.pdf"/></text>'),
    }),
  ),
  html: {
    mimeType: 'text/html',
    bytes: Buffer.from(
      '<html><body onload=leak()><h1>Titre</h1><script>leak()</script><img src=/leak onerror=leak()>&lt;script&gt;leak()&lt;/script&gt;',
    ),
  },
  text: { mimeType: 'text/plain', bytes: Buffer.from('</pre><script>leak()</script>\u0000\u001b[31m\u202eabc') },
  rtf: {
    mimeType: 'text/rtf',
    bytes: Buffer.from('{\\rtf1{\\*\\htmltag <script>leak()</script>}</pre><script>leak()</script>\\u60?script>}'),
  },
  fhir: {
    mimeType: 'application/fhir+json',
    bytes: Buffer.from(
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'document',
        entry: [
          {
            resource: {
              resourceType: 'Composition',
              title: '<script>leak()</script>',
              language: 'fr"><script>',
              section: [
                {
                  title: '<img src=x onerror=leak()>',
                  text: {
                    div: `<div ${XHTML} onclick="leak()"><p style="background:url(/leak)">a<script>leak()</script></p><a href="javascript:leak()">b</a><img src="/leak"/>&nbsp;<svg ${SVG} onload="leak()"/></div>`,
                  },
                },
                { text: { div: '<div><p>not <b>well</p><script>leak()</script><img src=/leak onerror=leak()>formed' } },
                { text: { div: { toString: 'x' } }, section: 'none' },
              ],
            },
          },
        ],
      }),
    ),
  },
  'nothing at all': { mimeType: '', bytes: new Uint8Array() },
  'a type with a script in it': { mimeType: 'x/<script>leak()</script>', bytes: Buffer.from([0, 1, 2]) },
  'a PDF that is none': { mimeType: 'application/pdf', bytes: Buffer.from('%PDF-1.4 <script>leak()</script>') },
};
