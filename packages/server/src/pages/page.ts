// SPDX-License-Identifier: Apache-2.0
import type { FastifyReply } from 'fastify';
import { type Asset, stylesheet } from './assets.ts';
import { type Content, type Html, html } from './html.ts';
import type { Language, Text } from './language.ts';

export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly body: Content;
  /** Modules that this page runs; served by `serveAssets`. */
  readonly scripts?: readonly Asset[];
}

const layout: Readonly<Record<'skip' | 'foot', Text>> = {
  skip: { fr: 'Aller au contenu', en: 'Skip to content' },
  foot: {
    fr: 'Chaque accès à un dossier est tracé et visible par le patient.',
    en: 'Every access to a record is traced, and the patient can see it.',
  },
};

/** A whole page; what is read first is its title. */
export const page = ({ title, language, body, scripts = [] }: Page): Html => html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Dossier</title>
<link rel="stylesheet" href="${stylesheet.path}">
${scripts.map(({ path }) => html`<script type="module" src="${path}"></script>`)}
</head>
<body>
<a class="skip" href="#content">${layout.skip[language]}</a>
<header>Dossier</header>
<main id="content">
<h1>${title}</h1>
${body}
</main>
<footer>${layout.foot[language]}</footer>
</body>
</html>
`;

/**
 * Nothing inline, nothing of others, never in a frame. Where a form leads on to an application, `form-action` would stop
 * the redirect in some browsers: pages are asked to name the origins that may follow.
 */
const policy = (formTargets: readonly string[]): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Headers of every page (RFC 9700 §4.16: never in a frame). */
export const pageHeaders = (formTargets: readonly string[] = []): Readonly<Record<string, string>> => ({
  'content-security-policy': policy(formTargets),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
});

export interface SendOptions {
  /** Default 200. */
  readonly status?: number;
  /** Origins, or schemes such as `com.example:`, to which a form of this page may lead in the end. */
  readonly formTargets?: readonly string[];
}

export const sendPage = (reply: FastifyReply, sent: Page, options: SendOptions = {}): FastifyReply =>
  reply
    .code(options.status ?? 200)
    .headers(pageHeaders(options.formTargets))
    .type('text/html; charset=utf-8')
    .send(page(sent).toString());
