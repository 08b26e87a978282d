// SPDX-License-Identifier: Apache-2.0
import type { OperationOutcome } from './resources.ts';

/** One fault, as the server names it. */
export interface Fault {
  /** Code of the error registry of Dossier (docs/errors.md), or the FHIR issue type where there is none. */
  readonly code: string;
  readonly sentence: string;
  /** FHIRPath of the element in the message that was sent. */
  readonly location?: string;
}

/** The server refused a request; the message is its sentence. */
export class DossierError extends Error {
  readonly status: number;
  readonly faults: readonly Fault[];

  constructor(status: number, faults: readonly Fault[]) {
    super(faults[0]?.sentence ?? `The server answered ${status}.`);
    this.name = 'DossierError';
    this.status = status;
    this.faults = faults;
  }
}

/** Reads an OperationOutcome; a body that is none leaves the faults empty. */
export const faultsOf = (body: unknown): readonly Fault[] => {
  const outcome = body as Partial<OperationOutcome> | undefined;
  if (outcome?.resourceType !== 'OperationOutcome') return [];
  return (outcome.issue ?? []).map(({ code, details, diagnostics, expression }) => ({
    code: details?.coding?.[0]?.code ?? code,
    sentence: diagnostics ?? details?.text ?? code,
    ...(expression?.[0] === undefined ? {} : { location: expression[0] }),
  }));
};
