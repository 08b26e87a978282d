// SPDX-License-Identifier: Apache-2.0
import { instantOf } from '@dossier/core/time';
import type { SignInWay } from './sign-in-way.ts';
import type { Identity } from './signed-in.ts';

/** Signs in at once whoever the test says. */
export const testWay = (who: () => Identity): SignInWay => ({
  id: 'test',
  for: 'persons',
  label: { fr: 'Essai', en: 'Test' },
  register: (app, interaction) => {
    app.get('/sign-in/:uid/test', async (request, reply) => {
      const found = await interaction.find(request, reply);
      if (found === undefined) return reply;
      return interaction.conclude(request, reply, {
        who: who(),
        amr: ['pwd', 'otp'],
        acr: 'eidas2',
        at: instantOf(Date.now()),
      });
    });
  },
});

export interface Landed {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser of nothing but cookies and redirects, which stops before it leaves the server. */
export const browser = (origin: string) => {
  const cookies = new Map<string, { readonly value: string; readonly path: string }>();
  const keep = (headers: Headers): void => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/; */);
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name + path);
      else cookies.set(name + path, { value: `${name}=${value}`, path });
    }
  };
  const go = async (address: string, form?: Readonly<Record<string, string>>): Promise<Landed> => {
    const url = new URL(address, origin);
    if (url.origin !== origin) return { status: 0, url: url.href, text: '', headers: new Headers() };
    const cookie = [...cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ value }) => value)
      .join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, accept: 'text/html', 'accept-language': 'en' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    keep(response.headers);
    const location = response.headers.get('location');
    if (location !== null) return go(new URL(location, url).href);
    return { status: response.status, url: url.href, text: await response.text(), headers: response.headers };
  };
  const post = async (page: Landed, fields: Readonly<Record<string, string>>): Promise<Landed> => {
    const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    return go(action, { csrf, ...fields });
  };
  return { go, post };
};
