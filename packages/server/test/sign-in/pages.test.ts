// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elsewhere } from './table.ts';
import { openWorld, type RouteAddress, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.house.stop());

describe('the pages of signing in', () => {
  const askBare = ({ method, url }: RouteAddress) =>
    fetch(`${world.house.url}${url.replace(':uid', 'x')}`, {
      method,
      redirect: 'manual',
      ...(method === 'POST' && { body: new URLSearchParams({ csrf: 'x' }) }),
    });
  const among = (patterns: readonly RegExp[]) =>
    world.addresses.filter(
      (one) => /GET|POST/.test(one.method) && patterns.some((pattern) => pattern.test(`${one.method} ${one.url}`)),
    );

  it('answer one refusal, in one length, to a browser that began no sign-in', async () => {
    const answers = new Set<string>();
    for (const address of among([/ \/sign-in\/:uid(\/|$)/])) {
      const response = await askBare(address);
      answers.add(`${response.status} ${(await response.text()).length}`);
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^400 /);
  });

  it('take no form that is not of this browser, and show no account without a session', async () => {
    const account = among([...elsewhere.account, ...elsewhere.sessions, ...elsewhere.console]).filter(({ url }) =>
      /^\/(account|sessions|console)/.test(url),
    );
    expect(account.length).toBeGreaterThan(35);
    for (const address of account) {
      const { status, headers } = await askBare(address);
      if (address.method === 'POST') expect(status, address.url).toBe(403);
      if (address.url === '/account' && address.method === 'GET')
        expect([status, headers.get('location')]).toEqual([303, '/account/sign-in']);
      if (address.url === '/sessions' && address.method === 'GET') expect(status).toBe(401);
      if (/^\/console($|\/emergencies|\/figures)/.test(address.url) && address.method === 'GET')
        expect([status, headers.get('location')]).toEqual([303, '/console/sign-in']);
    }
  });

  it('are framed by nobody, kept by nobody, and run nothing inline (clickjacking)', async () => {
    const pages = among([...elsewhere.interaction, ...elsewhere.account, ...elsewhere.sessions, ...elsewhere.console]);
    expect(pages.length).toBeGreaterThan(40);
    for (const address of pages) {
      const response = await askBare(address);
      if (response.status === 303) continue;
      const header = (name: string): string => `${address.url} ${response.headers.get(name)}`;
      expect(header('content-type')).toContain('text/html');
      expect(header('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(header('content-security-policy')).not.toMatch(/unsafe-(inline|eval)/);
      expect(header('x-frame-options')).toContain('DENY');
      expect(header('cache-control')).toContain('no-store');
      expect(header('referrer-policy')).toMatch(/no-referrer|same-origin/);
    }
  });
});
