// SPDX-License-Identifier: Apache-2.0
export { mailFolder } from './box.ts';
export { type Catcher, startCatcher } from './catcher.ts';
export { mailPage } from './page.ts';
