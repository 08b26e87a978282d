// SPDX-License-Identifier: Apache-2.0
import type { ErrorDefinition } from './definition.ts';
import { type ErrorCode, errors } from './registry.ts';

export type FailureParameters = Readonly<Record<string, string | number>>;

/** A failure that the caller must handle. `detail` goes to the log, never to the caller. */
export interface Failure {
  readonly code: ErrorCode;
  readonly parameters: FailureParameters;
  /** Where in the caller's message: a FHIRPath, a slot name, a file. */
  readonly location?: string;
  readonly detail?: string;
}

export const failure = (
  code: ErrorCode,
  parameters: FailureParameters = {},
  more: { readonly location?: string; readonly detail?: string } = {},
): Failure => ({ code, parameters, ...more });

export const definitionOf = (code: ErrorCode): ErrorDefinition => errors[code];

/** The public sentence of a failure, with its parameters in place. */
export const sentenceOf = ({ code, parameters }: Failure): string =>
  errors[code].text.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ''));
