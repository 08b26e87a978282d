// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { type Caught, openBox } from './box.ts';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}' +
  'article{border:1px solid #767676;border-radius:.4rem;padding:1rem;margin:1rem 0}' +
  'pre{white-space:pre-wrap;font:inherit}iframe{width:100%;height:14rem;border:1px solid #767676}';

/** No script, nothing from elsewhere, in no frame of others; the frames of the mails have the same. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

const article = ({ at, channel, from, to, subject, text, html }: Caught): string => `<article>
<h2>${escapeHtml(subject || 'SMS')}</h2>
<p>${channel === 'sms' ? 'SMS' : 'E-mail'} to <strong>${escapeHtml(to)}</strong>, from ${escapeHtml(from)}, <time datetime="${escapeHtml(at)}">${escapeHtml(at)}</time></p>
<pre>${escapeHtml(text)}</pre>
${html === undefined ? '' : `<details><summary>As HTML</summary><iframe sandbox="" title="The mail as HTML" srcdoc="${escapeHtml(html)}"></iframe></details>`}
</article>`;

const page = (caught: readonly Caught[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail of the demo</title><style>${STYLE}</style></head>
<body>
<h1>Mail of the demo</h1>
<p>E-mails and SMS that this demo sent, the newest first. They reach nobody. <a href="mail">Look again</a></p>
${caught.length === 0 ? '<p>Nothing was sent yet.</p>' : caught.map(article).join('\n')}
</body>
</html>
`;

/** What the demo has sent, as a page. */
export const mailPage: FastifyPluginAsync<{ readonly home: string }> = async (app, { home }) => {
  const box = openBox(home);
  app.get('/mail', async (_request, reply) => {
    reply
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8');
    return page(await box.list());
  });
};
