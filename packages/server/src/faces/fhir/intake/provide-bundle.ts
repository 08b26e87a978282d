// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Submission, SubmissionRecord, SubmittedDocument } from '../../../record/requests.ts';
import { readContent } from './attached-content.ts';
import { type BundleEntry, completenessOf, type EntryKind, indexEntries, readEntries } from './bundle-entries.ts';
import type { Completeness } from './completeness.ts';
import type { IntakeContext } from './context.ts';
import { type ReadReference, readDocumentReference } from './document-reference.ts';
import { child, type Element, isAbsent, isFields, textAt } from './element.ts';
import { checkSetMembers, readFolder, readSubmissionSet } from './lists.ts';
import { type NamedPatient, readPatient, samePatient } from './patient.ts';
import { newReport } from './report.ts';
import { type EntryIndex, type Scope, scopeOf, typeOf } from './scope.ts';
import { checkStatusPatch } from './status-patch.ts';
import { type ReadRelation, readRelations } from './targets.ts';
import { checkTexts } from './text-check.ts';

/** What the answer has in the place of one entry. `index` counts among the documents or the folders. */
export interface PlannedResponse {
  readonly kind: Exclude<EntryKind, 'document-bundle'>;
  /** Position in `submission.documents` (document, content) or `submission.folders` (folder); 0 otherwise. */
  readonly index: number;
}

/** A message read as a submission, and what is to be answered. */
export interface ReceivedSubmission {
  readonly submission: Submission;
  /** One for each entry of the message, in its order; for ITI-105 one document. */
  readonly plan: readonly PlannedResponse[];
  readonly warnings: readonly Failure[];
}

/**
 * Reads a Provide Document Bundle (ITI-65; MHD Minimal, Comprehensive, UnContained, PDSm flux 01). All that is wrong is
 * answered, each with its FHIRPath; nothing outside the message is fetched.
 */
export const readProvideBundle = (
  message: unknown,
  context: IntakeContext,
): Result<ReceivedSubmission, readonly Failure[]> => {
  const report = newReport();
  const bundle: Element = { value: message, path: 'Bundle', report };
  if (!isFields(message) || message.resourceType !== 'Bundle') {
    report.invalid('Bundle.resourceType', 'a Provide Document Bundle is a Bundle');
    return fail(report.failures);
  }
  if (textAt(bundle, 'type') !== 'transaction')
    report.invalid('Bundle.type', 'a Provide Document Bundle is a transaction');
  const count = Array.isArray(message.entry) ? message.entry.length : 0;
  if (count > context.limits.entries) {
    report.refuse('too-many-entries', 'Bundle.entry', { count, what: 'entries', limit: context.limits.entries });
    return fail(report.failures);
  }
  checkTexts(bundle);
  const completeness = completenessOf(bundle);
  const entries = readEntries(bundle, context);
  const read = readSubmission(bundle, entries, completeness ?? 'comprehensive', context);
  if (report.failures.length > 0 || read === undefined) return fail(report.failures);
  return ok({
    submission: read.submission,
    plan: planOf(entries, read.contents),
    warnings: report.warnings,
  });
};

interface ReadMessage {
  readonly submission: Submission;
  /** For each document, where its content stands. */
  readonly contents: readonly string[];
}

const readSubmission = (
  bundle: Element,
  entries: readonly BundleEntry[],
  completeness: Completeness,
  context: IntakeContext,
): ReadMessage | undefined => {
  const { report } = bundle;
  const index = indexEntries(entries);
  const scope = (resource: Element): Scope => scopeOf(resource, index, context.base);
  const of = (kind: EntryKind): readonly Element[] =>
    entries.filter((entry) => entry.kind === kind).map(({ resource }) => resource);
  const sets = of('submission-set');
  const documents = of('document');
  const folders = of('folder');
  if (documents.length > context.limits.documentsPerSubmission)
    return report.refuse('too-many-entries', 'Bundle.entry', {
      count: documents.length,
      what: 'documents',
      limit: context.limits.documentsPerSubmission,
    });

  const read = documents.map((reference) =>
    readDocument(reference, scope(reference), documents, completeness, context),
  );
  const readFolders = folders.map((folder) => readFolder(folder, scope(folder), documents, context));
  const set = theOne(sets, bundle);
  const readSet = set && readSubmissionSet(set, scope(set), completeness, context);
  if (set) checkSetMembers(set, scope(set), [...documents, ...folders]);
  checkContents(of('content'), of('document-bundle'), read);
  for (const { kind, entry, resource } of entries)
    if (kind === 'status-patch')
      checkStatusPatch(
        entry,
        resource,
        scope(resource),
        read.flatMap(({ relations }) => relations),
      );
  checkDuplicates(read, bundle);

  const patient = samePatient(
    [
      readSet?.subject,
      ...read.flatMap(({ reference }) => [reference.subject, reference.sourcePatient]),
      ...readFolders.map(({ subject }) => subject),
      ...of('patient').map((resource) => patientEntry(resource, index, context)),
    ].filter((named) => named !== undefined),
    report,
  );
  if (set && isAbsent(child(set, 'subject')) && patient === undefined)
    report.missing(`${set.path}.subject`, 'a submission concerns a patient');
  if (patient === undefined || readSet === undefined) return undefined;
  return {
    submission: {
      ...recordOf(patient),
      set: readSet.set,
      documents: read.map(({ document }) => document),
      folders: readFolders.map(({ folder }) => folder),
    },
    contents: read.map(({ contentPath }) => contentPath),
  };
};

export const recordOf = (patient: NamedPatient): SubmissionRecord =>
  patient.ins === undefined ? { recordId: patient.recordId } : { ins: patient.ins };

const theOne = (sets: readonly Element[], bundle: Element): Element | undefined => {
  const [first, second] = sets;
  if (first === undefined)
    return bundle.report.missing('Bundle.entry', 'a submission has one List of code submissionset');
  if (second) bundle.report.invalid(second.path, 'a submission has only one List of code submissionset');
  return first;
};

interface ReadDocument {
  readonly document: SubmittedDocument;
  readonly reference: ReadReference;
  readonly relations: readonly ReadRelation[];
  /** Where the content stands; empty when it was not found. */
  readonly contentPath: string;
}

const readDocument = (
  element: Element,
  scope: Scope,
  documents: readonly Element[],
  completeness: Completeness,
  context: IntakeContext,
): ReadDocument => {
  const content = readContent(element, scope, context);
  const reference = readDocumentReference(element, scope, completeness, context, content?.bytes);
  const relations = readRelations(element, scope, documents);
  return {
    document: {
      metadata: reference.metadata,
      content: content?.bytes ?? new Uint8Array(),
      // a document Bundle is written anew: what the source states of its own bytes cannot be compared
      stated: content?.rewritten === true ? {} : reference.stated,
      relations,
      path: element.path,
    },
    reference,
    relations,
    contentPath: content?.path ?? '',
  };
};

/** Content that no document refers to has no place in the record. */
const checkContents = (
  binaries: readonly Element[],
  bundles: readonly Element[],
  read: readonly ReadDocument[],
): void => {
  const used = new Set(read.map(({ contentPath }) => contentPath));
  for (const content of [...binaries, ...bundles])
    if (!used.has(content.path)) content.report.refuse('content-unreferenced', content.path, { content: content.path });
};

const checkDuplicates = (read: readonly ReadDocument[], { report }: Element): void => {
  const known = new Set<string>();
  for (const { document } of read) {
    const identifier = document.metadata.uniqueId;
    if (known.has(identifier) && !identifier.startsWith('urn:x:'))
      report.refuse('duplicate-in-message', `${document.path}.masterIdentifier`, { identifier });
    known.add(identifier);
  }
};

/** A Patient entry only helps to say who is meant. */
const patientEntry = (resource: Element, index: EntryIndex, context: IntakeContext): NamedPatient | undefined => {
  if (typeOf(resource) !== 'Patient') return undefined;
  const scope: Scope = { contained: new Map([['patient', resource]]), entries: index, base: context.base };
  return readPatient({ ...resource, value: { reference: '#patient' } }, scope, context);
};

const planOf = (entries: readonly BundleEntry[], contents: readonly string[]): readonly PlannedResponse[] => {
  let documents = 0;
  let folders = 0;
  return entries.map(({ kind, resource }): PlannedResponse => {
    switch (kind) {
      case 'document':
        return { kind, index: documents++ };
      case 'folder':
        return { kind, index: folders++ };
      case 'content':
      case 'document-bundle':
        return { kind: 'content', index: contents.indexOf(resource.path) };
      default:
        return { kind, index: 0 };
    }
  });
};
