// SPDX-License-Identifier: Apache-2.0

export { type ConsentContext, type ConsentIntake, readConsent } from './consent.ts';
export { defaultsFor, type IntakeContext, type IntakeDefaults } from './context.ts';
export { parseJson } from './nesting.ts';
export { type PatchedDocument, readPatch } from './patch.ts';
export { type PlannedResponse, type ReceivedSubmission, readProvideBundle } from './provide-bundle.ts';
export { readSimplifiedPublish } from './simplified-publish.ts';
