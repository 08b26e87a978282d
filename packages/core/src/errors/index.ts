// SPDX-License-Identifier: Apache-2.0
export { definitionOf, type Failure, type FailureParameters, failure, sentenceOf } from './failure.ts';
export { type ErrorCode, type ErrorDefinition, errors, type IssueType } from './registry.ts';
