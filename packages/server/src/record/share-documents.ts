// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { type Folder, factsOf, type SubmissionSet } from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import { type Admitted, admit, admitRemembered } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { NewDocument, Ports, WriteConflict, Writer } from './ports.ts';
import type { Outcome, SharedSubmission, Submission } from './requests.ts';
import { announcementOf } from './share/announcement.ts';
import { checkSubmission } from './share/check-submission.ts';
import { mayShareDocument } from './share/may-share-document.ts';
import {
  type PreparedDocument,
  type PreparedSubmission,
  prepareDocuments,
  recogniseDocuments,
} from './share/prepare-documents.ts';
import { type ResolvedRelations, resolveTargets } from './share/resolve-targets.ts';
import { isLone, shareAlone } from './share/share-alone.ts';
import { submissionSetOf } from './share/submission-set.ts';

/** How often a submission is tried again when another one changed the ground under it. */
const ATTEMPTS = 3;

/**
 * Shares one or many documents (ITI-41/42, ITI-65, ITI-105, DMP TD2.1, TD2.2): all of the submission, or nothing.
 * Shared again with the same bytes it adds nothing; with other bytes it is refused. Sharing needs no authorisation of
 * the patient (checklist A5), only a qualified identity (B5).
 */
export const shareDocuments = async (actor: Actor, submission: Submission, ports: Ports): Outcome<SharedSubmission> => {
  const record = submission.recordId === undefined ? { ins: submission.ins } : { recordId: submission.recordId };
  const unsigned = await ports.checkSignature?.(actor, submission);
  if (unsigned !== undefined) {
    const admitted = await admit(actor, 'document.share', record, ports);
    return admitted.ok ? failed(admitted.value.allowed, unsigned, ports) : admitted;
  }
  const remembered = isLone(submission) ? admitRemembered(actor, 'document.share', record, ports) : undefined;
  const tried = remembered && (await shareAtOnce(remembered, submission, ports));
  if (tried?.shared) return ok(tried.shared);
  for (let attempt = 1; ; attempt++) {
    const admitted = await admit(actor, 'document.share', record, ports);
    if (!admitted.ok) return admitted;
    const shared = await shareOnce(admitted.value, submission, ports, tried);
    if (shared.ok) return ok(shared.value);
    const { refusal, again } = shared.error;
    if (again && attempt < ATTEMPTS) continue;
    await ports.store.journal(allowedTrace(admitted.value.allowed, ports, { error: refusal.code }));
    return fail(refusal);
  }
};

/** The short way, tried on a policy that is only remembered. */
interface Tried {
  readonly policyVersion: number;
  readonly prepared: PreparedSubmission;
  readonly shared?: SharedSubmission;
}

/**
 * On a policy that is only remembered nothing is answered but what one statement has written, which looks at the version
 * of the policy. Undefined where that is not the way: all else is decided on the policy as it stands.
 */
const shareAtOnce = async (admitted: Admitted, submission: Submission, ports: Ports): Promise<Tried | undefined> => {
  if (!checkSubmission(submission, admitted.policy, ports).ok) return undefined;
  const prepared = prepareDocuments(admitted, submission, ports);
  if (!prepared.ok) return undefined;
  const shared = await shareAlone(admitted, submission, prepared.value, ports);
  const { policyVersion } = admitted.allowed;
  return { policyVersion, prepared: prepared.value, ...(shared && { shared }) };
};

interface NotShared {
  readonly refusal: Failure;
  /** Another writer was first: this submission may be a repetition now, or the patient may have decided otherwise. */
  readonly again: boolean;
}

const shareOnce = async (
  admitted: Admitted,
  submission: Submission,
  ports: Ports,
  tried: Tried | undefined,
): Promise<Result<SharedSubmission, NotShared>> => {
  const final = (refusal: Failure): Result<never, NotShared> => fail({ refusal, again: false });
  const { allowed, policy } = admitted;

  const checked = checkSubmission(submission, policy, ports);
  if (!checked.ok) return final(checked.error);
  // tried on this very policy: what was prepared stands, and the short way led nowhere
  const again = tried?.policyVersion === allowed.policyVersion;
  const prepared = again ? ok(tried.prepared) : prepareDocuments(admitted, submission, ports);
  if (!prepared.ok) return final(prepared.error);
  const alone = again ? undefined : await shareAlone(admitted, submission, prepared.value, ports);
  if (alone !== undefined) return ok(alone);
  const recognised = await recogniseDocuments(admitted, submission, prepared.value, ports);
  const { documents, warnings } = recognised;

  for (const { entry } of documents) {
    const verdict = mayShareDocument(admitted, entry);
    if (!verdict.passed) return final(notYours(verdict.code, admitted, entry.typeCode.code));
  }

  const fresh = documents.filter(({ alreadyShared }) => !alreadyShared);
  if (fresh.length + submission.folders.length + (submission.additions?.length ?? 0) === 0)
    return ok(await repeated(admitted, submission, recognised, ports));

  const targets = await resolveTargets(admitted, submission, documents, ports);
  if (!targets.ok) return final(targets.error);
  const taken = documents.find((document) => document.taken !== undefined)?.taken;
  if (taken !== undefined) return final(taken);

  const set = submissionSetOf(admitted, submission, documents, ports);
  const folders = foldersOf(admitted, submission, targets.value, ports);
  const outcome = await ports.store.write(allowed, (writer) =>
    writeAll(writer, admitted, fresh, set, folders, targets.value, ports),
  );
  if (!outcome.committed) {
    const { kind } = outcome.conflict;
    // no document in it is new, its submission set and its folders stand in the record: all of it came before
    if (kind === 'identifier-taken' && fresh.length === 0 && (await stands(admitted, submission, ports)))
      return ok(await repeated(admitted, submission, recognised, ports, targets.value));
    return fail({
      refusal: refusalOf(outcome.conflict, submission, targets.value),
      again: kind === 'identifier-taken' || kind === 'policy-changed',
    });
  }
  return ok({
    recordId: policy.recordId,
    set: { ...set, members: [...set.members, ...folders.map(({ entryUuid }) => entryUuid)] },
    documents: documents.map(({ entry, updatedAt, alreadyShared }) => ({
      entry: targets.value.related(entry),
      updatedAt,
      alreadyShared,
    })),
    folders,
    warnings,
  });
};

const notYours = (code: string, { allowed: { actor } }: Admitted, type: string): Failure => {
  if (code === 'not-feed-type')
    return failure('type-not-fed', { feed: actor.kind === 'feed' ? actor.feed : actor.kind, type });
  if (code === 'not-by-patient') return failure('author-not-patient');
  if (code === 'not-patient-type') return failure('type-not-fed', { feed: actor.kind, type });
  return failure('author-not-imputable');
};

/** Whether set and folders of a submission stand in the record, as far as they are in sight. */
const stands = async ({ allowed }: Admitted, { set, folders }: Submission, ports: Ports): Promise<boolean> => {
  const sets = await ports.store.findSubmissionSets(allowed, { uniqueIds: [set.uniqueId], limit: 1 });
  if (sets.total === 0) return false;
  const uniqueIds = folders.map(({ uniqueId }) => uniqueId);
  return (await ports.store.findFolders(allowed, { uniqueIds, limit: 1 })).total === folders.length;
};

/** Everything had been shared before: nothing is written but the trace. */
const repeated = async (
  { allowed, policy }: Admitted,
  submission: Submission,
  { documents, warnings }: PreparedSubmission,
  ports: Ports,
  targets?: ResolvedRelations,
): Promise<SharedSubmission> => {
  const sets = await ports.store.findSubmissionSets(allowed, { uniqueIds: [submission.set.uniqueId], limit: 1 });
  const [set] = sets.lists;
  const known = documents.map(({ entry }) => entry.logicalId);
  await ports.store.journal(
    allowedTrace(allowed, ports, {
      documents: targets === undefined ? known : tracedDocuments(known, targets),
      detail: { repeated: true },
    }),
  );
  return {
    recordId: policy.recordId,
    ...(set === undefined ? {} : { set }),
    documents: documents.map(({ entry, updatedAt, alreadyShared }) => ({ entry, updatedAt, alreadyShared })),
    folders: [],
    warnings,
  };
};

const foldersOf = (
  { policy, now }: Admitted,
  { folders }: Submission,
  targets: ResolvedRelations,
  ports: Ports,
): Folder[] =>
  folders.map((folder, index) => ({
    recordId: policy.recordId,
    entryUuid: folder.entryUuid ?? ports.uuid(),
    uniqueId: folder.uniqueId,
    codes: folder.codes,
    title: folder.title,
    ...(folder.comments === undefined ? {} : { comments: folder.comments }),
    lastUpdateTime: now,
    availabilityStatus: 'approved',
    members: targets.folderMembers[index] ?? [],
  }));

const writeAll = async (
  writer: Writer,
  admitted: Admitted,
  fresh: readonly PreparedDocument[],
  set: SubmissionSet,
  folders: readonly Folder[],
  targets: ResolvedRelations,
  ports: Ports,
): Promise<void> => {
  const { allowed, policy, law, now } = admitted;
  await deprecateReplaced(writer, targets, now, ports);
  for (const document of fresh) {
    const entry = targets.related(document.entry);
    const stored: NewDocument = {
      entry,
      facts: factsOf(entry, policy.personId, law.partySystems),
      sha256: document.sha256,
      ...(document.content !== undefined && { content: document.content }),
    };
    await writer.insertDocument(stored);
    for (const duty of announcementOf(entry, admitted)) await writer.schedule(duty);
  }
  await writer.requireApproved(targets.approved);
  await writer.insertSubmissionSet({ ...set, members: [...set.members, ...folders.map(({ entryUuid }) => entryUuid)] });
  for (const folder of folders) await writer.insertFolder(folder);
  for (const { target, by } of targets.replaced)
    for (const folder of await writer.foldersOf(target)) await writer.addToFolder(folder, [by], now);
  for (const { folder, member } of targets.additions) await writer.addToFolder(folder, [member], now);
  await writer.journal(allowedTrace(allowed, ports, { documents: tracedDocuments(set.members, targets) }));
};

/** What is replaced and what hangs on it leave the list; each replaced document has its own trace, with the right used. */
const deprecateReplaced = async (
  writer: Writer,
  { replaced }: ResolvedRelations,
  now: Instant,
  ports: Ports,
): Promise<void> => {
  for (const { target } of replaced) await writer.setStatus(target, ['approved'], 'deprecated', now);
  // after all of them: what depends on one may be replaced itself
  for (const { target, right } of replaced) {
    const dependents = await writer.dependentsOf(target);
    for (const dependent of dependents) await writer.setStatus(dependent, ['approved'], 'deprecated', now);
    await writer.journal(
      allowedTrace(right, ports, { documents: [target, ...dependents], detail: { replaced: true } }),
    );
  }
};

/** Documents of the submission and of its folders: a trace that named none would be in sight of every reader. */
const tracedDocuments = (
  shared: readonly string[],
  { folderMembers, additions }: ResolvedRelations,
): readonly string[] => [...new Set([...shared, ...folderMembers.flat(), ...additions.map(({ member }) => member)])];

const refusalOf = (
  conflict: WriteConflict,
  { documents }: Submission,
  { paths, additions }: ResolvedRelations,
): Failure => {
  switch (conflict.kind) {
    case 'identifier-taken': {
      const { identifier } = conflict;
      const path = documents.find(({ metadata }) => metadata.uniqueId === identifier)?.path;
      return failure('duplicate-identifier', { identifier }, path === undefined ? {} : { location: path });
    }
    case 'target-not-approved': {
      const path = paths.get(conflict.logicalId) ?? 'relatesTo';
      // a folder of the record is approved: one that is not is none of this record
      const ofFolder = additions.some(({ folder }) => folder === conflict.logicalId);
      return failure(ofFolder ? 'target-unknown' : 'target-not-approved', { path }, { location: path });
    }
    case 'state-changed':
    case 'policy-changed':
      return failure('busy');
  }
};
