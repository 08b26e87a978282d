// SPDX-License-Identifier: Apache-2.0
import type { ConfidentialityRules } from '../data/index.ts';
import { fail, ok, type Result } from '../result/index.ts';
import type { Revision } from './types.ts';

/**
 * What is asked for by other confidentiality codes than a document has (DMP TD3.3a, b): masked or not, shown to the
 * patient or to the representatives. Fails with why they cannot be had.
 */
export const revisionsOfCodes = (
  before: readonly string[],
  after: readonly string[],
  rules: ConfidentialityRules,
): Result<readonly Revision[], string> => {
  const added = after.filter((code) => !before.includes(code) && code !== rules.normal);
  const removed = before.filter((code) => !after.includes(code) && code !== rules.normal);
  if (added.length > 0 && removed.length > 0)
    return fail(
      `it would put ${added.join(', ')} in the place of ${removed.join(', ')}: one request adds, another one removes`,
    );
  const revisions: Revision[] = [];
  for (const code of added) {
    if (code === rules.hiddenFromPatient || code === rules.hiddenFromRepresentatives)
      return fail('a document can only be hidden from the patient or their representatives when it is shared');
    if (code !== rules.masked) return fail(`the confidentiality ${code} cannot be set on a document that is there`);
    revisions.push('mask');
  }
  for (const code of removed) {
    if (code === rules.masked) revisions.push('unmask');
    else if (code === rules.hiddenFromPatient) revisions.push('make-visible');
    else if (code === rules.hiddenFromRepresentatives) revisions.push('make-visible-to-representatives');
    else return fail(`the confidentiality ${code} cannot be taken away from a document that is there`);
  }
  return ok(revisions);
};
