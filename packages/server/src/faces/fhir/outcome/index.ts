// SPDX-License-Identifier: Apache-2.0
import { definitionOf, type Failure, sentenceOf } from '@dossier/core/errors';
import { ownSystems } from '../identifiers/index.ts';
import type { OperationOutcome, OperationOutcomeIssue } from '../r4/index.ts';

export type Severity = 'error' | 'warning' | 'information';

/** One failure as an issue: code and sentence from the registry, place as FHIRPath. `detail` stays on the log. */
const issueOf = (failure: Failure, severity: Severity = 'error'): OperationOutcomeIssue => ({
  severity,
  code: definitionOf(failure.code).issue,
  details: { coding: [{ system: ownSystems.error, code: failure.code }], text: sentenceOf(failure) },
  diagnostics: sentenceOf(failure),
  expression: failure.location === undefined ? undefined : [failure.location],
});

/** An OperationOutcome with one issue for each failure; without any, one that says that all is well. */
export const operationOutcome = (failures: readonly Failure[], severity: Severity = 'error'): OperationOutcome => ({
  resourceType: 'OperationOutcome',
  issue:
    failures.length === 0
      ? [{ severity: 'information', code: 'informational' }]
      : failures.map((failure) => issueOf(failure, severity)),
});

/** The same as JSON text. */
export const operationOutcomeText = (failures: readonly Failure[], severity: Severity = 'error'): string =>
  JSON.stringify(operationOutcome(failures, severity));

/** The HTTP status for several failures: that of the first, which the checks find in the order of the message. */
export const statusOf = (failures: readonly Failure[]): number =>
  failures[0] === undefined ? 200 : definitionOf(failures[0].code).httpStatus;
