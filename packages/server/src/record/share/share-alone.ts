// SPDX-License-Identifier: Apache-2.0
import { mayShare } from '@dossier/core/access';
import { factsOf } from '@dossier/core/documents';
import type { Admitted } from '../admit.ts';
import { allowedTrace } from '../journal-entries.ts';
import type { Ports } from '../ports.ts';
import type { SharedSubmission, Submission } from '../requests.ts';
import { announcementOf } from './announcement.ts';
import type { PreparedSubmission } from './prepare-documents.ts';
import { submissionSetOf } from './submission-set.ts';

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
  const [document, ...others] = documents;
  const pointing = submission.folders.length > 0 || submission.documents.some(({ relations }) => relations.length > 0);
  if (document === undefined || others.length > 0 || pointing) return undefined;
  const { entry, sha256, content } = document;
  // what the document itself says of its authors counts here, not who sends it
  const said = factsOf({ ...entry, submittedBy: [] }, policy.personId, law.partySystems);
  if (!mayShare(allowed, said, law).passed || announcementOf(entry, admitted).length > 0) return undefined;

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
    documents: [{ entry, alreadyShared: false }],
    folders: [],
    warnings,
  };
};
