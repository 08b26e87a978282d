// SPDX-License-Identifier: Apache-2.0
import { factsOf } from '@dossier/core/documents';
import type { Admitted } from '../admit.ts';
import { allowedTrace } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';
import type { SharedSubmission, Submission } from '../requests.ts';
import { announcementOf } from './announcement.ts';
import { mayShareDocument } from './may-share-document.ts';
import type { PreparedSubmission } from './prepare-documents.ts';
import { submissionSetOf } from './submission-set.ts';

/** Whether a submission is one document that points to no other. */
export const isLone = ({ documents, folders, additions = [] }: Submission): boolean =>
  documents.length === 1 &&
  folders.length + additions.length === 0 &&
  documents.every(({ relations, elsewhere }) => relations.length === 0 && elsewhere === undefined);

/**
 * The short way of a submission of one document that points to no other: taken for new, written at once. Undefined when
 * nothing was written because it is not such a submission, or not new, or not to be shared, or something changed
 * meanwhile: the long way tells which.
 */
export const shareAlone = async (
  admitted: Admitted,
  submission: Submission,
  { documents, warnings }: PreparedSubmission,
  ports: Ports,
): Promise<SharedSubmission | undefined> => {
  const { allowed, policy, law } = admitted;
  const [document] = documents;
  const content = document?.content;
  if (document === undefined || content === undefined || !isLone(submission)) return undefined;
  const { entry, sha256 } = document;
  if (!mayShareDocument(admitted, entry).passed || announcementOf(entry, admitted).length > 0) return undefined;

  const set = submissionSetOf(admitted, submission, documents, ports);
  const written = await ports.store.shareAlone(allowed, {
    document: { entry, facts: factsOf(entry, policy.personId, law.partySystems), sha256, content },
    set,
    entry: allowedTrace(allowed, ports, { documents: set.members }),
  });
  if (!written) return undefined;
  return {
    recordId: policy.recordId,
    set,
    documents: [{ entry, updatedAt: entry.submittedAt, alreadyShared: false }],
    folders: [],
    warnings,
  };
};
