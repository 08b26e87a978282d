// SPDX-License-Identifier: Apache-2.0
import formbody from '@fastify/formbody';
import fc from 'fast-check';
import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createForms, html, languageOf, sendPage, sendProblem, serveAssets, stylesheet } from './index.ts';

describe('html', () => {
  it('escapes whatever is put in, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const written = html`<p title="${text}">${text}</p>`.toString();
        expect(written.slice(10, -4)).not.toMatch(/[<'`]/);
        expect(written.match(/[<>]/g)).toHaveLength(4);
        expect(written.match(/"/g)).toHaveLength(2);
      }),
    );
  });
  it('keeps what is HTML, joins lists, and leaves nothing of what is absent', () => {
    expect(html`${[html`<b>a</b>`, 'x<y', 3]}${undefined}${false}`.toString()).toBe('<b>a</b>x&lt;y3');
  });
});

describe('languageOf', () => {
  it.each([
    [undefined, undefined, 'fr'],
    ['en-GB,fr;q=0.5', undefined, 'en'],
    ['de, en;q=0.1, fr;q=0.2', undefined, 'fr'],
    ['fr', 'en-US', 'en'],
    ['fr;q=0, en', 'xx', 'en'],
    ['*;q=x,,;', '', 'fr'],
  ])('%s and %s → %s', (header, locales, expected) => {
    expect(languageOf(header, locales)).toBe(expected);
  });
});

const house = async () => {
  const app = fastify();
  const forms = createForms(new Uint8Array(32).fill(7), true);
  await app.register(formbody);
  serveAssets(app, [stylesheet]);
  app.get('/', async (request, reply) =>
    sendPage(reply, { title: 'T<', language: 'en', body: forms.form(request, reply, '/', html`<button>Go</button>`) }),
  );
  app.post('/', async (request, reply) => {
    const fields = forms.read(request);
    return fields === undefined ? sendProblem(request, reply, 'form-foreign') : fields;
  });
  return app;
};

describe('a page', () => {
  it('is never framed, kept or referred from, and runs nothing inline', async () => {
    const app = await house();
    const { headers, body } = await app.inject('/');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(body).not.toMatch(/<style|<script>|\son\w+=/);
    expect(body).toContain('<title>T&lt; · Dossier</title>');
    const css = await app.inject(stylesheet.path);
    expect(css.headers['cache-control']).toContain('immutable');
    await app.close();
  });
});

describe('a form', () => {
  it('is taken from this browser with its token, and from no other', async () => {
    const app = await house();
    const got = await app.inject('/');
    const cookie = String(got.headers['set-cookie']).split(';')[0] ?? '';
    expect(got.headers['set-cookie']).toMatch(/^__Host-.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    const csrf = /name="csrf" value="([^"]+)"/.exec(got.body)?.[1] ?? '';
    const post = (headers: Record<string, string>, payload: string) =>
      app.inject({
        method: 'POST',
        url: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload,
      });
    expect((await post({ cookie }, `csrf=${csrf}&a=1&a=2`)).json()).toMatchObject({ a: '2' });
    const other = String((await app.inject('/')).headers['set-cookie']).split(';')[0] ?? '';
    for (const [headers, payload] of [
      [{}, `csrf=${csrf}`],
      [{ cookie }, ''],
      [{ cookie }, `csrf=${csrf}x`],
      [{ cookie: other }, `csrf=${csrf}`],
    ] as const) {
      const refused = await post(headers, payload);
      expect(refused.statusCode).toBe(403);
      expect(refused.body).toContain('Formulaire refusé');
    }
    await app.close();
  });
});
