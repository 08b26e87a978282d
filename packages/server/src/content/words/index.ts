// SPDX-License-Identifier: Apache-2.0
export { wordsOf } from './words.ts';
