// SPDX-License-Identifier: Apache-2.0

/** FHIR R4 issue types used by Dossier (http://hl7.org/fhir/R4/valueset-issue-type.html). */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'expired'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'business-rule'
  | 'conflict'
  | 'too-costly'
  | 'exception'
  | 'timeout'
  | 'throttled'
  | 'transient';

/** One kind of failure, for every face. */
export interface ErrorDefinition {
  /** Public sentence; `{name}` is filled from the failure's parameters. Never tells what a lens hides. */
  readonly text: string;
  readonly httpStatus: number;
  readonly issue: IssueType;
  /** ebXML registry error code (ITI TF-3 Table 4.2.4.1-2), for the SOAP faces. */
  readonly xds: string;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
}

/** A row of the registry. */
export const error = (
  httpStatus: number,
  issue: IssueType,
  xds: string,
  text: string,
  log: ErrorDefinition['log'] = 'info',
): ErrorDefinition => ({ text, httpStatus, issue, xds, log });
