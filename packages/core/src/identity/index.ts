// SPDX-License-Identifier: Apache-2.0

export { foldTraits, type NameKeys } from './fold.ts';
export { type CheckedIns, checkIns, insKey, insValue, nirKey, sameIns } from './ins.ts';
export { keysAsked, matchTraits, type TraitsAsked, whyNotSearchable } from './match.ts';
export { checkTraits, nameInUse } from './traits.ts';
export type * from './types.ts';
