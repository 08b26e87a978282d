// SPDX-License-Identifier: Apache-2.0
import { definitionOf, type Failure, sentenceOf } from '@dossier/core/errors';
import { element, type Markup } from '../../soap/index.ts';
import { ns, responseStatuses, severities } from './ebrim/vocabulary.ts';

const writeError = (failure: Failure, severity: string): Markup =>
  element('rs:RegistryError', {
    errorCode: definitionOf(failure.code).xds,
    codeContext: sentenceOf(failure),
    severity,
    location: failure.location,
  });

/** What went wrong, and what is to be said with what went well; nothing where there is neither (ITI TF-3 §4.2.4). */
const errorList = (failures: readonly Failure[], warnings: readonly Failure[]): readonly Markup[] => {
  if (failures.length + warnings.length === 0) return [];
  const highestSeverity = failures.length > 0 ? severities.error : severities.warning;
  return [
    element('rs:RegistryErrorList', { highestSeverity }, [
      ...failures.map((one) => writeError(one, severities.error)),
      ...warnings.map((one) => writeError(one, severities.warning)),
    ]),
  ];
};

export interface Outcome {
  readonly failures: readonly Failure[];
  readonly warnings?: readonly Failure[];
  /** Something was answered beside the failures. */
  readonly partly?: boolean;
}

const answer = (
  name: string,
  outcome: Outcome,
  namespaces: Record<string, string>,
  content: readonly Markup[],
): Markup => {
  const { failures, warnings = [], partly = false } = outcome;
  const { success, partial, failure } = responseStatuses;
  const status = failures.length === 0 ? success : partly ? partial : failure;
  return element(name, { ...namespaces, status }, [...errorList(failures, warnings), ...content]);
};

/** `rs:RegistryResponse`. */
export const registryResponse = (outcome: Outcome): Markup =>
  answer('rs:RegistryResponse', outcome, { 'xmlns:rs': ns.rs }, []);

/** `query:AdhocQueryResponse` with its list of objects, which is there when it is empty too. */
export const queryResponse = (outcome: Outcome, objects: readonly Markup[]): Markup =>
  answer('query:AdhocQueryResponse', outcome, { 'xmlns:query': ns.query, 'xmlns:rs': ns.rs, 'xmlns:rim': ns.rim }, [
    element('rim:RegistryObjectList', {}, objects),
  ]);
