// SPDX-License-Identifier: Apache-2.0

export type { ErrorDefinition, IssueType } from './definition.ts';
export { definitionOf, type Failure, type FailureParameters, failure, sentenceOf } from './failure.ts';
export { type ErrorCode, errors } from './registry.ts';
