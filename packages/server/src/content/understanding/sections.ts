// SPDX-License-Identifier: Apache-2.0
import type { ObservationKind, ProblemFact } from '@dossier/core/facts';

/** Course of the problems of a section, by its LOINC code. */
export const courses: Readonly<Record<string, ProblemFact['course']>> = { '11450-4': 'present', '11348-0': 'past' };

/** Kind of observations that say it by their section only. */
export const observationKinds: Readonly<Record<string, ObservationKind>> = {
  '47420-5': 'functional-status',
  '30954-2': 'result',
  '59776-5': 'result',
};

/** Sections of medicines that are no longer taken. */
export const stoppedSections: ReadonlySet<string> = new Set(['18610-6']);

/** Codes of FHIR documents for what is known to be absent, by system and code. */
export const absences: ReadonlySet<string> = new Set(
  ['no-known-allergies', 'no-known-medications', 'no-known-problems', 'no-known-procedures', 'no-known-devices'].map(
    (code) => `http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips|${code}`,
  ),
);
