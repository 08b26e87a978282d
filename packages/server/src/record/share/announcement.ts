// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry } from '@dossier/core/documents';
import { addDelay } from '@dossier/core/time';
import type { Admitted } from '../admit.ts';
import type { Duty } from '../ports.ts';

/** The two dates of a document hidden from the patient (R.1111-53 CSP); none for a document that is not. */
export const announcementOf = (entry: DocumentEntry, { law, now }: Admitted): readonly Duty[] => {
  const waits = entry.confidentialityCodes.some(({ code }) => code === law.confidentiality.hiddenFromPatient);
  // a signature stays hidden: there is nothing to announce in it
  if (!waits || entry.relations.some(({ type }) => type === 'signs')) return [];
  const { recordId, logicalId } = entry;
  const { announcementNotice, announcementRelease } = law.timeRules;
  return [
    { kind: 'announcement-notice', recordId, logicalId, dueAt: addDelay(now, announcementNotice) },
    { kind: 'announcement-release', recordId, logicalId, dueAt: addDelay(now, announcementRelease) },
  ];
};
