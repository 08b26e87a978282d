// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderingPolicy } from './index.ts';
import { hostile } from './test-hostile.ts';
import { everyIn, rendered, seen } from './test-parse.ts';

let browser: Browser;
let server: Server;
let origin: string;
let pages: Readonly<Record<string, string>>;
let requests: string[] = [];

const names = Object.keys(hostile);

/** What states the policy in a page. */
const META = /<meta http-equiv=[^>]*>\n/;

/** A page as it goes out. */
const shown = (kind: string, index: string): string =>
  kind === 'bare' ? (pages[index] ?? '').replace(META, '') : (pages[index] ?? '');

/** `/page/3` under the policy, `/meta/3` under its own words, `/bare/3` under none: a page has to be inert by itself. */
beforeAll(async () => {
  const made = await Promise.all(Object.values(hostile).map((content) => rendered(content)));
  pages = Object.fromEntries(made.map((html, index) => [String(index), html]));
  server = createServer((request, response) => {
    const [, kind, index = ''] = (request.url ?? '').split('/');
    requests.push(request.url ?? '');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (kind === 'page') response.setHeader('content-security-policy', renderingPolicy);
    response.end(shown(String(kind), index));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  await new Promise((closed) => server?.close(closed));
});

/** What a page did in a browser that was open to it until nothing went on any more. */
const opened = async (kind: string, index: string) => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const left: string[] = [];
    const told: string[] = [];
    await page.exposeFunction('leak', () => told.push('a script ran'));
    page.on('dialog', (dialog) => {
      told.push('a dialog');
      return dialog.dismiss();
    });
    // the one stylesheet is the one that the policy names
    page.on('console', (message) => told.push(message.text()));
    context.on('request', (request) => {
      if (!request.url().startsWith('data:image/')) left.push(new URL(request.url()).pathname);
    });
    await page.goto(`${origin}/${kind}/${index}`, { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    const tags = await page.locator('*').evaluateAll((all) => all.map(({ localName }) => localName));
    return { left, told, tags };
  } finally {
    await context.close();
  }
};

describe('documents that mean harm, in a browser', () => {
  it.each([
    ['page', 'under the policy'],
    ['meta', 'under its own words'],
    ['bare', 'under none'],
  ])(
    'run nothing and ask for nothing: %s, %s',
    async (kind) => {
      requests = [];
      for (let from = 0; from < names.length; from += 6) {
        const some = names.slice(from, from + 6);
        await Promise.all(
          some.map(async (name, offset) => {
            const index = String(from + offset);
            const { left, told, tags } = await opened(kind, index);
            expect({ name, left, told }).toEqual({ name, left: [`/${kind}/${index}`], told: [] });
            const written = everyIn(seen(shown(kind, index))).map(({ tag }) => tag);
            expect({ name, tags: tags.length }).toEqual({ name, tags: written.length });
            expect(tags.join() === written.join(), name).toBe(true);
          }),
        );
      }
      // a browser asks for the sign of a site by itself
      const asked = requests.filter((address) => address !== '/favicon.ico');
      expect(asked.toSorted()).toEqual(names.map((_, index) => `/${kind}/${index}`).toSorted());
    },
    180_000,
  );
});
