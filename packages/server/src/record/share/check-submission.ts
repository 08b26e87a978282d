// SPDX-License-Identifier: Apache-2.0
import type { RecordPolicy } from '@dossier/core/consent';
import { uniqueIdFault } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Ports } from '../ports.ts';
import type { Submission } from '../requests.ts';

/** The rules on a submission as a whole (ITI TF-2 §3.42.4.1.3): the first that is broken. */
export const checkSubmission = (
  { set, documents, folders, additions = [] }: Submission,
  policy: RecordPolicy,
  { limits }: Pick<Ports, 'limits'>,
): Result<void, Failure> => {
  if (policy.identityStatus !== 'qualified')
    return fail(failure('identity-not-qualified', { status: policy.identityStatus }));
  if (documents.length + folders.length + additions.length === 0)
    return fail(
      failure('element-missing', { path: 'DocumentReference', why: 'a submission holds at least one document' }),
    );
  if (documents.length > limits.documentsPerSubmission)
    return fail(
      failure('too-many-entries', { count: documents.length, what: 'documents', limit: limits.documentsPerSubmission }),
    );

  const identifiers = new Set<string>();
  const named = [
    { uniqueId: set.uniqueId, path: 'SubmissionSet' },
    ...documents.map(({ metadata, path }) => ({ uniqueId: metadata.uniqueId, path })),
    ...folders,
  ];
  for (const { uniqueId, path } of named) {
    const why = uniqueIdFault(uniqueId);
    if (why !== undefined)
      return fail(failure('element-invalid', { path: `${path}.uniqueId`, why }, { location: path }));
    if (identifiers.has(uniqueId))
      return fail(failure('duplicate-in-message', { identifier: uniqueId }, { location: path }));
    identifiers.add(uniqueId);
  }
  return ok(undefined);
};
