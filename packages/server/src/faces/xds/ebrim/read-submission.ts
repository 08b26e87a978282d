// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { FolderAddition, Submission, SubmittedDocument, TargetRef } from '../../../record/index.ts';
import type { Element } from '../../../soap/index.ts';
import { readCx } from '../types/identifiers.ts';
import type { AuthorRules } from './read-author.ts';
import { type ReadEntry, readDocumentEntry } from './read-document-entry.ts';
import type { RegistryObject } from './read-object.ts';
import { type Association, readObjects, type SubmittedObjects } from './read-objects.ts';
import { givenUuid, readFolder, readSubmissionSet } from './read-packages.ts';
import { newReport, type Report } from './report.ts';
import { relationOf, associations as types, uuidOf } from './vocabulary.ts';

export interface ReadSubmission {
  readonly submission: Submission;
  readonly warnings: readonly Failure[];
}

/** The content of an entry, by the id of its object; undefined where there is none, for a reason in the report. */
export type ContentOf = (
  object: RegistryObject,
  entry: ReadEntry,
  report: Report,
) => Pick<SubmittedDocument, 'content' | 'elsewhere'> | undefined;

type Relations = SubmittedDocument['relations'];

/** What an association points to: an object of the message, or one that the registry holds. */
const targetOf = ({ target, path }: Association, entries: readonly RegistryObject[], report: Report) => {
  const index = entries.findIndex(({ id }) => id === target);
  if (index >= 0) return { index } as const;
  const entryUuid = uuidOf(target);
  if (entryUuid !== undefined) return { entryUuid } as const;
  return report.refuse('reference-unresolved', path, { path: `${path}/@targetObject` });
};

const relationsOf = ({ entries, associations }: SubmittedObjects, object: RegistryObject, report: Report): Relations =>
  associations.flatMap((association) => {
    const type = relationOf(association.type);
    if (type === undefined || association.source !== object.id) return [];
    const target = targetOf(association, entries, report);
    return target ? [{ type, target, path: association.path }] : [];
  });

/** Every association is one that is read: what is left over would be dropped without a word. */
const checkAssociations = (objects: SubmittedObjects, report: Report): void => {
  const { sets, folders, entries, associations } = objects;
  const among = (list: readonly { readonly id: string }[], id: string): boolean => list.some((one) => one.id === id);
  for (const one of associations) {
    const { type, source, target, path } = one;
    if (type === types.hasMember) {
      const ofSet = among(sets, source);
      if (!ofSet && !among(folders, source) && uuidOf(source) === undefined)
        report.refuse('reference-unresolved', path, { path: `${path}/@sourceObject` });
      else if (ofSet && !among(entries, target) && !among(folders, target) && !among(associations, target))
        report.unsupported(path, 'a submission set holds what is submitted with it, and nothing by reference');
    } else if (relationOf(type) === undefined)
      report.unsupported(`${path}/@associationType`, 'associations of this type are not taken here');
    else if (!among(entries, source)) report.refuse('reference-unresolved', path, { path: `${path}/@sourceObject` });
  }
  const [set] = sets;
  for (const { id, path } of [...entries, ...folders])
    if (set && !associations.some((one) => one.type === types.hasMember && one.source === set.id && one.target === id))
      report.missing(path, 'the submission set holds it by an association of type HasMember');
};

const theSet = (sets: readonly RegistryObject[], report: Report): RegistryObject | undefined => {
  const [first, second] = sets;
  if (second) report.invalid(second.path, 'a submission has one submission set');
  return first ?? report.missing('RegistryPackage', 'a submission has one submission set');
};

/** Members of a folder, of the submission or of the registry. */
const membersOf = (folder: RegistryObject, { entries, associations }: SubmittedObjects, report: Report) =>
  associations
    .filter(({ type, source }) => type === types.hasMember && source === folder.id)
    .flatMap((association): TargetRef[] => {
      const target = targetOf(association, entries, report);
      return target ? [target] : [];
    });

/** Memberships whose folder is not in the message: it stands in the registry. */
const additionsOf = ({ sets, folders, entries, associations }: SubmittedObjects, report: Report): FolderAddition[] =>
  associations.flatMap((association) => {
    const { type, source, path } = association;
    const folder = uuidOf(source);
    const here = [...sets, ...folders].some(({ id }) => id === source);
    if (type !== types.hasMember || here || folder === undefined) return [];
    const member = targetOf(association, entries, report);
    return member ? [{ folder, member, path }] : [];
  });

/** The one patient of all objects (ITI TF-2 §3.42.4.1.3). */
const patientOf = (named: readonly { readonly patientId: string; readonly path: string }[], report: Report) => {
  const [first] = named;
  if (first === undefined) return undefined;
  const patient = readCx(first.patientId);
  if (patient === undefined)
    report.invalid(`${first.path}/patientId`, 'it is not an identifier with its authority (CX)');
  for (const { patientId, path } of named) {
    const other = readCx(patientId);
    if (other?.system !== patient?.system || other?.value !== patient?.value)
      report.refuse('patient-mismatch', path, { why: `${path} names another one` });
  }
  return patient && { oid: patient.system, value: patient.value };
};

const documentOf = (
  object: RegistryObject,
  entry: ReadEntry,
  objects: SubmittedObjects,
  contentOf: ContentOf,
  report: Report,
): SubmittedDocument => {
  const content = contentOf(object, entry, report);
  const { metadata, stated } = entry;
  return {
    ...givenUuid(object),
    metadata,
    ...(content ?? { content: new Uint8Array() }),
    stated,
    relations: relationsOf(objects, object, report),
    path: object.path,
  };
};

/**
 * Reads `lcm:SubmitObjectsRequest` as one submission (ITI-41, ITI-42, ITI TF-3 §4.2). Fails with all that is wrong with it.
 */
export const readSubmission = (
  request: Element,
  contentOf: ContentOf,
  rules: AuthorRules,
): Result<ReadSubmission, readonly Failure[]> => {
  const report = newReport();
  const objects = readObjects(request, report);
  const set = theSet(objects.sets, report);
  const readSet = set && readSubmissionSet(set, rules, report);
  checkAssociations(objects, report);
  const entries = objects.entries.map((object) => ({ object, entry: readDocumentEntry(object, rules, report) }));
  const folders = objects.folders.map((object) => ({ object, read: readFolder(object, report) }));
  const documents = entries.flatMap(({ object, entry }) =>
    entry ? [documentOf(object, entry, objects, contentOf, report)] : [],
  );
  const named = [
    ...(set && readSet ? [{ patientId: readSet.patientId, path: set.path }] : []),
    ...entries.flatMap(({ object: { path }, entry }) => (entry ? [{ patientId: entry.patientId, path }] : [])),
    ...folders.flatMap(({ object: { path }, read }) => (read ? [{ patientId: read.patientId, path }] : [])),
  ];
  const ins = patientOf(named, report);
  const held = folders.flatMap(({ object, read }) =>
    read ? [{ ...read.folder, members: membersOf(object, objects, report) }] : [],
  );
  const additions = additionsOf(objects, report);
  if (report.failures.length > 0 || readSet === undefined || ins === undefined) return fail(report.failures);
  return ok({
    submission: { ins, set: readSet.set, documents, folders: held, ...(additions.length > 0 && { additions }) },
    warnings: report.warnings,
  });
};
