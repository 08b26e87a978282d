// SPDX-License-Identifier: Apache-2.0
import { oidOfUuid } from '@dossier/core/documents';
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { decodeBase64 } from './content.ts';
import type { IntakeContext } from './context.ts';
import { readDocumentReference } from './document-reference.ts';
import { at, child, type Element, isAbsent, isFields, items } from './element.ts';
import { samePatient } from './patient.ts';
import { type ReceivedSubmission, recordOf } from './provide-bundle.ts';
import { newReport } from './report.ts';
import { noEntries, scopeOf } from './scope.ts';
import { readRelations } from './targets.ts';
import { checkTexts } from './text-check.ts';

/**
 * Reads a DocumentReference with its content in `attachment.data` (ITI-105 Simplified Publish, PDSm flux 09). What it
 * leaves out is derived: class from type, format from the content, confidentiality normal, facility and setting from
 * the defaults; the SubmissionSet is made here. `relatesTo` is honoured (ITI.MHD#282).
 */
export const readSimplifiedPublish = (
  message: unknown,
  context: IntakeContext,
): Result<ReceivedSubmission, readonly Failure[]> => {
  const report = newReport();
  const reference: Element = { value: message, path: 'DocumentReference', report };
  if (!isFields(message) || message.resourceType !== 'DocumentReference') {
    report.invalid('DocumentReference.resourceType', 'a simplified publish is a DocumentReference');
    return fail(report.failures);
  }
  checkTexts(reference);
  const scope = scopeOf(reference, noEntries, context.base);
  const attachment = at(items(reference, 'content')[0] ?? reference, 'attachment');
  if (!isAbsent(child(attachment, 'url')))
    report.unsupported(`${attachment.path}.url`, 'a simplified publish carries its content in data');
  const data = child(attachment, 'data');
  if (isAbsent(data))
    report.refuse('content-missing', 'DocumentReference.content[0].attachment.data', { document: 'DocumentReference' });
  const content = isAbsent(data) ? undefined : decodeBase64(data, context.limits.documentBytes);
  const read = readDocumentReference(reference, scope, 'deriving', context, content);
  const relations = readRelations(reference, scope, []);
  const patient = samePatient(
    [read.subject, read.sourcePatient].filter((named) => named !== undefined),
    report,
  );
  if (isAbsent(child(reference, 'subject')))
    report.missing('DocumentReference.subject', 'a document concerns a patient');
  const { contentTypeCode, sourceId } = context.defaults;
  if (contentTypeCode === undefined)
    report.missing('DocumentReference.context.facilityType', 'the activity cannot be derived from the sender');
  if (report.failures.length > 0 || !patient || !content || !contentTypeCode) return fail(report.failures);
  const { sourcePatientId } = read.metadata;
  const ins = patient.ins && { system: patient.ins.oid, value: patient.ins.value };
  const id = sourcePatientId ?? ins;
  return ok({
    submission: {
      ...recordOf(patient),
      set: {
        uniqueId: oidOfUuid(context.uuid()),
        sourceId,
        contentTypeCode,
        authors: read.metadata.authors,
        intendedRecipients: [],
      },
      documents: [
        {
          // domain §3.3: where the source has no number of its own, the INS is its number of the patient
          metadata: { ...read.metadata, ...(id === undefined ? {} : { sourcePatientId: id }) },
          content,
          stated: read.stated,
          relations,
          path: 'DocumentReference',
        },
      ],
      folders: [],
    },
    plan: [{ kind: 'document', index: 0 }],
    warnings: report.warnings,
  });
};
