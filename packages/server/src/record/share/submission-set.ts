// SPDX-License-Identifier: Apache-2.0
import type { SubmissionSet } from '@dossier/core/documents';
import type { Admitted } from '../admit.ts';
import type { Ports } from '../ports.ts';
import type { Submission } from '../requests.ts';
import type { PreparedDocument } from './prepare-documents.ts';

/** The submission set as it will stand in the record, with its documents. */
export const submissionSetOf = (
  { policy, now }: Admitted,
  { set }: Submission,
  documents: readonly PreparedDocument[],
  ports: Ports,
): SubmissionSet => ({
  recordId: policy.recordId,
  submittedAt: now,
  ...set,
  entryUuid: set.entryUuid ?? ports.uuid(),
  members: documents.map(({ entry }) => entry.logicalId),
});
