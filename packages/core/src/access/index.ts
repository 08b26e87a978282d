// SPDX-License-Identifier: Apache-2.0
export { comesOfAgeAt, isOfAge } from './autonomy.ts';
export { decide } from './decide.ts';
export { decideOnDocument } from './decide-on-document.ts';
export { actingBy, emergencyStanding, emergencyTerms, openAccess } from './emergency.ts';
export { type Explanation, explainDocument, explainParty, type Supposed, type Witness } from './explain.ts';
export { mayShare } from './may-share.ts';
export type { Question } from './question.ts';
export { current, holderKeys, holds } from './relations.ts';
export { isOwn, sees } from './sees.ts';
export type { Allowed, Decision, Gate, LawVersion, Lens, Operation, Reason, Refused } from './types.ts';
export { operations } from './types.ts';
export { widened } from './widened.ts';
