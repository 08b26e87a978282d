// SPDX-License-Identifier: Apache-2.0
export { asset, serveAssets, stylesheet } from './assets.ts';
export { createForms, type Forms } from './csrf.ts';
export { type Problem, sendProblem } from './error-page.ts';
export { type Content, Html, html } from './html.ts';
export { type Language, languageOf, type Text } from './language.ts';
export { type Page, pageHeaders, sendPage } from './page.ts';
