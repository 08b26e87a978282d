// SPDX-License-Identifier: Apache-2.0
export { actorFromUserInfo } from './from-user-info.ts';
export { createRefusals } from './refusals.ts';
export { type AssertionSettings, type Assertions, openAssertions } from './room.ts';
export { createSubmissionCheck } from './submission.ts';
export { createFirstUse } from './used.ts';
