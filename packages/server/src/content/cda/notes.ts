// SPDX-License-Identifier: Apache-2.0
import { findConcept } from '@dossier/core/codes';
import type { Concept, ValueSet } from '@dossier/core/data';
import type { Code } from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import { type FindingCode, finding, isRefusal } from './findings.ts';
import type { CdaCode } from './types.ts';

/** What one reading of a header found, in the order found. */
export interface Notes {
  readonly note: (code: FindingCode, parameters?: Readonly<Record<string, string | number>>, location?: string) => void;
  /** A failure of another room, which refuses. */
  readonly refuse: (failure: Failure) => void;
  readonly warn: (failure: Failure) => void;
  readonly refusals: readonly Failure[];
  readonly warnings: readonly Failure[];
}

export const takeNotes = (): Notes => {
  const refusals: Failure[] = [];
  const warnings: Failure[] = [];
  return {
    note: (code, parameters, location) => {
      (isRefusal(code) ? refusals : warnings).push(finding(code, parameters, location));
    },
    refuse: (failure) => void refusals.push(failure),
    warn: (failure) => void warnings.push(failure),
    refusals,
    warnings,
  };
};

/** Code of a concept with the French label of the set, else the one that the document gives. */
export const codeOfConcept = ({ code, system, label }: Concept, given?: string): Code => {
  const display = label.fr ?? given;
  return display === undefined ? { code, system } : { code, system, display };
};

/**
 * The code of a value set that a document means. A right code under a wrong system is taken and noted
 * (`code-system-corrected`); one that is not in the set is noted as `unknown`.
 */
export const boundCode = (
  given: CdaCode,
  set: ValueSet,
  element: string,
  unknown: FindingCode,
  notes: Notes,
): Code | undefined => {
  const { code = '', system, display } = given;
  const exact = system === undefined ? undefined : findConcept(set, code, system);
  if (exact) return codeOfConcept(exact, display);
  const named = findConcept(set, code);
  if (named === undefined) {
    notes.note(unknown, { code, system: system ?? 'no code system', valueSet: set.id });
    return undefined;
  }
  notes.note('code-system-corrected', { element, code, given: system ?? 'no code system', expected: named.system });
  return codeOfConcept(named, display);
};
