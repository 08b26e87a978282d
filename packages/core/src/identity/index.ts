// SPDX-License-Identifier: Apache-2.0
export { type CheckedIns, checkIns, insKey, insValue, nirKey, sameIns } from './ins.ts';
export { checkTraits } from './traits.ts';
export type * from './types.ts';
