// SPDX-License-Identifier: Apache-2.0
export type { SectionText, Understood } from './types.ts';
export { understand } from './understand.ts';
