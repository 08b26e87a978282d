// SPDX-License-Identifier: Apache-2.0
export { openPage, type PageBinding, sealPage } from './token.ts';
