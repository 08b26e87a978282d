// SPDX-License-Identifier: Apache-2.0
import { decideOnDocument, type Operation, widened } from '@dossier/core/access';
import type { Actor } from '@dossier/core/actors';
import { codeIn } from '@dossier/core/codes';
import type { Law } from '@dossier/core/data';
import {
  type AvailabilityStatus,
  after,
  type Code,
  type DocumentEntry,
  factsOf,
  type LifeEvent,
  type Revision,
  statusAfter,
  statusesBefore,
  withCode,
  withoutCode,
} from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import { type Admitted, admit, admitTo } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { DocumentRef, Ports, StoredDocument, Writer } from './ports.ts';
import { recordOf } from './read-document.ts';
import type { Outcome } from './requests.ts';

export interface ReviseDocumentRequest {
  readonly document: DocumentRef;
  readonly revisions: readonly Revision[];
  /** What the caller saw of the document; refused when it has changed since. */
  readonly ifSeen?: { readonly version: number; readonly status: AvailabilityStatus };
}

const operationOf: Readonly<Record<Revision, Operation>> = {
  mask: 'document.mask',
  unmask: 'document.unmask',
  'make-visible': 'document.make-visible',
  'make-visible-to-representatives': 'document.make-visible',
  archive: 'document.archive',
  unarchive: 'document.archive',
  delete: 'document.delete',
};

const eventOf: Readonly<Partial<Record<Revision, LifeEvent>>> = {
  archive: 'archive',
  unarchive: 'unarchive',
  delete: 'delete',
};

/**
 * Revises a document that is in the record (ITI-57, DMP TD3.3a–d): a change of confidentiality makes a new version of
 * the metadata, a change of status does not. All revisions of a request happen, or none; one that changes nothing is
 * not an error.
 */
export const reviseDocument = async (
  actor: Actor,
  request: ReviseDocumentRequest,
  ports: Ports,
): Outcome<StoredDocument> => {
  const operations = [...new Set(request.revisions.map((revision) => operationOf[revision]))];
  const [first, ...others] = operations;
  if (first === undefined) return fail(failure('patch-invalid', { why: 'it changes nothing' }));
  const admitted = await admit(actor, first, recordOf(request.document), ports);
  if (!admitted.ok) return admitted;
  const rights = [admitted.value];
  const document = await ports.store.readDocument(admitted.value.allowed, request.document);
  if (document === undefined) return unseen(admitted.value, ports);
  for (const operation of others) {
    const more = await admitTo(
      actor,
      operation,
      admitted.value.policy,
      { recordId: admitted.value.policy.recordId },
      ports,
    );
    if (!more.ok) return more;
    rights.push(more.value);
  }
  for (const { allowed, law } of rights) {
    const verdict = decideOnDocument(allowed, document.facts, law);
    if (!verdict.passed) return refused({ ...admitted.value, allowed }, document, verdict.code, ports);
  }
  if (!isAsSeen(document, request.ifSeen))
    return failed(admitted.value.allowed, failure('precondition-failed'), ports, {
      documents: [document.facts.logicalId],
    });
  return revise(rights, document, request, ports);
};

const unseen = ({ allowed, policy }: Admitted, ports: Ports): Outcome<never> =>
  failed(allowed, failure('document-unknown'), ports, {
    outcome: 'refused',
    documents: policy.named,
    reason: 'out-of-sight',
  });

const refused = ({ allowed }: Admitted, { facts }: StoredDocument, code: string, ports: Ports): Outcome<never> =>
  failed(allowed, failure(code === 'out-of-sight' ? 'document-unknown' : 'access-refused'), ports, {
    outcome: 'refused',
    documents: [facts.logicalId],
    reason: code,
  });

const isAsSeen = ({ version, facts }: StoredDocument, seen: ReviseDocumentRequest['ifSeen']): boolean =>
  seen === undefined || (seen.version === version && seen.status === facts.availabilityStatus);

const revise = async (
  rights: readonly Admitted[],
  document: StoredDocument,
  request: ReviseDocumentRequest,
  ports: Ports,
): Outcome<StoredDocument> => {
  const [{ allowed, policy, law, now }] = rights as [Admitted, ...Admitted[]];
  const codes = revisedCodes(document.entry, request.revisions, law);
  const status = revisedStatus(document, request.revisions);
  const documents = [document.facts.logicalId];
  if (!status.ok) return failed(allowed, status.error, ports, { documents });

  const outcome = await ports.store.write(allowed, async (writer) => {
    if (codes !== undefined)
      await insertVersion(writer, { ...document.entry, confidentialityCodes: codes }, { policy, law }, ports);
    // what the caller saw must stand when it is changed, not only when it was read
    let seen = request.ifSeen && [request.ifSeen.status];
    for (const event of status.value) {
      await writer.setStatus(document.facts.logicalId, seen ?? statusesBefore(event), statusAfter[event], now);
      seen &&= [statusAfter[event]];
    }
    await settleDuties(writer, document, request.revisions);
    for (const right of rights)
      await writer.journal(
        allowedTrace(right.allowed, ports, {
          documents: [document.facts.logicalId],
          detail: {
            revisions: request.revisions
              .filter((revision) => operationOf[revision] === right.allowed.operation)
              .join(' '),
          },
        }),
      );
  });
  if (!outcome.committed) {
    const why = outcome.conflict.kind === 'policy-changed' ? 'busy' : 'precondition-failed';
    return failed(allowed, failure(why), ports, { documents });
  }
  const revised = await ports.store.readDocument(widened(allowed), { id: document.facts.logicalId });
  if (revised === undefined) return fail(failure('document-unknown'));
  // of its relations the answer shows what was in sight: widened is the sight of this document only
  const { relations } = document;
  return ok({ ...revised, relations, entry: { ...revised.entry, relations } });
};

/** The codes after the revisions; undefined when they stay as they are. */
const revisedCodes = (entry: DocumentEntry, revisions: readonly Revision[], law: Law): readonly Code[] | undefined => {
  const { masked, hiddenFromPatient, hiddenFromRepresentatives } = law.confidentiality;
  const codeOf = (code: string): Code => codeIn(law.valueSets.confidentialityCode, code) ?? { code, system: '' };
  const normal = codeOf(law.confidentiality.normal);
  let codes = entry.confidentialityCodes;
  for (const revision of revisions) {
    if (revision === 'mask') codes = withCode(codes, codeOf(masked));
    if (revision === 'unmask') codes = withoutCode(codes, masked, normal);
    if (revision === 'make-visible') codes = withoutCode(codes, hiddenFromPatient, normal);
    if (revision === 'make-visible-to-representatives') codes = withoutCode(codes, hiddenFromRepresentatives, normal);
  }
  const before = entry.confidentialityCodes.map(({ code }) => code).sort();
  const same =
    before.join() ===
    codes
      .map(({ code }) => code)
      .sort()
      .join();
  return same ? undefined : codes;
};

/** The events that really change the status, in order; a revision that finds it done already is left out. */
const revisedStatus = (
  { facts }: StoredDocument,
  revisions: readonly Revision[],
): Result<readonly LifeEvent[], Failure> => {
  let status = facts.availabilityStatus;
  const events: LifeEvent[] = [];
  for (const revision of revisions) {
    const event = eventOf[revision];
    if (event === undefined || status === statusAfter[event]) continue;
    const next = after(status, event);
    if (!next.ok) return fail(failure('transition-refused', next.error));
    events.push(event);
    status = next.value;
  }
  return ok(events);
};

/** The next version of a document's metadata, under a new entryUuid (checklist D5). */
const insertVersion = async (
  writer: Writer,
  entry: DocumentEntry,
  { policy, law }: Pick<Admitted, 'policy' | 'law'>,
  ports: Ports,
): Promise<void> => {
  const next = { ...entry, entryUuid: ports.uuid(), version: entry.version + 1 };
  await writer.insertVersion(next, factsOf(next, policy.personId, law.partySystems));
};

/** A document that is visible, or gone, waits for no announcement. */
const settleDuties = async (
  writer: Writer,
  { facts }: StoredDocument,
  revisions: readonly Revision[],
): Promise<void> => {
  if (revisions.includes('make-visible') || revisions.includes('delete'))
    await writer.cancelDuties(['announcement-notice', 'announcement-release'], facts.logicalId);
};
