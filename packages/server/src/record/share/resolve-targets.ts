// SPDX-License-Identifier: Apache-2.0
import { type Allowed, decideOnDocument } from '@dossier/core/access';
import type { DocumentEntry, DocumentRelation } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Admitted, admitTo } from '../admit.ts';
import type { Ports, StoredDocument } from '../ports.ts';
import type { Submission, TargetRef } from '../requests.ts';
import type { PreparedDocument } from './prepare-documents.ts';
import { readInSight } from './read-in-sight.ts';

/** The references of a submission, resolved to logicalIds. */
export interface ResolvedRelations {
  /** A document with its relations. */
  readonly related: (entry: DocumentEntry) => DocumentEntry;
  /** With the right by which each is replaced: it is traced as used on that document. */
  readonly replaced: readonly { readonly target: string; readonly by: string; readonly right: Allowed }[];
  /** What is appended to, transformed, signed or taken into a folder: approved, and to be so at the commit. */
  readonly approved: readonly string[];
  /** Where in the message a document that was there before is pointed to. */
  readonly paths: ReadonlyMap<string, string>;
  /** For each folder of the submission, the documents in it. */
  readonly folderMembers: readonly (readonly string[])[];
  /** Documents that join folders of the record. */
  readonly additions: readonly { readonly folder: string; readonly member: string }[];
}

/**
 * Finds what the documents and folders of a submission point to. A target is looked for through the submitter's lens:
 * what they cannot see they cannot append to; to replace a document asks for the right to delete it.
 */
export const resolveTargets = async (
  admitted: Admitted,
  submission: Submission,
  documents: readonly PreparedDocument[],
  ports: Ports,
): Promise<Result<ResolvedRelations, Failure>> => {
  const relations = new Map<string, DocumentRelation[]>();
  const replaced: { target: string; by: string; right: Allowed }[] = [];
  const approved: string[] = [];
  const paths = new Map<string, string>();
  for (const [index, { relations: wanted }] of submission.documents.entries()) {
    const source = documents[index];
    if (source === undefined || source.alreadyShared) continue;
    for (const { type, target, path } of wanted) {
      const replaces = type === 'replaces' || type === 'transforms-and-replaces';
      const found = await targetOf(target, { admitted, documents, path, replaces, ports });
      if (!found.ok) return found;
      const { logicalId } = source.entry;
      const { target: pointed, right } = found.value;
      paths.set(pointed, path);
      relations.set(logicalId, [...(relations.get(logicalId) ?? []), { type, target: pointed }]);
      if (right !== undefined) replaced.push({ target: pointed, by: logicalId, right });
      else approved.push(pointed);
    }
  }
  const folderMembers: string[][] = [];
  for (const { members, path } of submission.folders) {
    const resolved: string[] = [];
    for (const member of members) {
      const found = await targetOf(member, { admitted, documents, path, replaces: false, ports });
      if (!found.ok) return found;
      resolved.push(found.value.target);
    }
    folderMembers.push(resolved);
  }
  const additions: { folder: string; member: string }[] = [];
  for (const { folder, member, path } of submission.additions ?? []) {
    const found = await targetOf(member, { admitted, documents, path, replaces: false, ports });
    if (!found.ok) return found;
    paths.set(folder, path);
    additions.push({ folder, member: found.value.target });
  }
  return ok({
    related: (entry) => ({ ...entry, relations: relations.get(entry.logicalId) ?? entry.relations }),
    replaced,
    approved: [...approved, ...folderMembers.flat(), ...additions.map(({ member }) => member)],
    paths,
    folderMembers,
    additions,
  });
};

interface TargetContext {
  readonly admitted: Admitted;
  readonly documents: readonly PreparedDocument[];
  readonly path: string;
  readonly replaces: boolean;
  readonly ports: Ports;
}

interface Target {
  readonly target: string;
  /** Where the target is to be replaced. */
  readonly right?: Allowed;
}

const targetOf = async (target: TargetRef, context: TargetContext): Promise<Result<Target, Failure>> => {
  const { admitted, documents, path, replaces, ports } = context;
  const at = { location: path };
  if ('index' in target) {
    const sibling = documents[target.index];
    // a replaced document is in the registry already (ITI TF-2 §3.42.4.1.3.3)
    if (sibling === undefined || replaces) return fail(failure('target-unknown', { path }, at));
    return sibling.entry.availabilityStatus === 'approved'
      ? ok({ target: sibling.entry.logicalId })
      : fail(failure('target-not-approved', { path }, at));
  }
  const named = 'uniqueId' in target ? target : { id: target.entryUuid };
  const document = await readInSight(admitted, named, ports);
  if (document === undefined) return fail(failure('target-unknown', { path }, at));
  if (document.facts.availabilityStatus !== 'approved') return fail(failure('target-not-approved', { path }, at));
  const { logicalId } = document.facts;
  if (!replaces) return ok({ target: logicalId });
  const right = await rightToReplace(document, context);
  return right === undefined ? fail(failure('access-refused', {}, at)) : ok({ target: logicalId, right });
};

const rightToReplace = async (
  { facts }: StoredDocument,
  { admitted: { allowed, policy, law }, ports }: TargetContext,
): Promise<Allowed | undefined> => {
  // a refusal is the trace of this document
  const named = { ...policy, named: [facts.logicalId] };
  const right = await admitTo(allowed.actor, 'document.delete', named, { recordId: policy.recordId }, ports);
  return right.ok && decideOnDocument(right.value.allowed, facts, law).passed ? right.value.allowed : undefined;
};
