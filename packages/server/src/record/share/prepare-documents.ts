// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { current } from '@dossier/core/access';
import { ownKeys } from '@dossier/core/actors';
import { codeIn } from '@dossier/core/codes';
import {
  type Code,
  checkMetadata,
  classFor,
  type DocumentEntry,
  type DocumentMetadata,
  withCode,
} from '@dossier/core/documents';
import { type Failure, failure } from '@dossier/core/errors';
import { fail, ok, type Result } from '@dossier/core/result';
import type { Instant } from '@dossier/core/time';
import type { Admitted } from '../admit.ts';
import type { Ports } from '../ports.ts';
import type { HeldElsewhere, Submission, SubmittedDocument, Warning } from '../requests.ts';
import { findRepetition } from './find-repetition.ts';

/** A document that passed every check, as it will stand in the record. */
export interface PreparedDocument {
  readonly entry: DocumentEntry;
  readonly updatedAt: Instant;
  /** Absent where another repository holds it. */
  readonly content?: Uint8Array;
  readonly sha256: Uint8Array;
  /** The same document is there already; `entry` is what stands in the record. */
  readonly alreadyShared: boolean;
  /** The identifier is in use for something else. */
  readonly taken?: Failure;
}

export interface PreparedSubmission {
  readonly documents: readonly PreparedDocument[];
  readonly warnings: readonly Warning[];
}

/**
 * Checks each document (metadata, type and class, stated hash and size) and adds what the registry gives: identifiers,
 * hash, size, the patient's default confidentiality, the mark of a secret session. Each is taken for new here.
 */
export const prepareDocuments = (
  admitted: Admitted,
  { documents }: Submission,
  ports: Ports,
): Result<PreparedSubmission, Failure> => {
  const prepared: PreparedDocument[] = [];
  const warnings: Warning[] = [];
  for (const document of documents) {
    const at = { location: document.path };
    const [fault] = checkMetadata(document.metadata, admitted.law);
    if (fault !== undefined) return fail({ ...fault.failure, location: `${document.path}.${fault.element}` });
    const { metadata } = document;
    const classed = classFor(metadata.typeCode, metadata.classCode, admitted.law);
    if (classed.failure !== undefined) return fail({ ...classed.failure, ...at });
    if (classed.warning !== undefined) warnings.push({ ...classed.warning, ...at });

    const content = checkContent(document, ports);
    if (!content.ok) return fail({ ...content.error, ...at });
    const { sha256, ...held } = content.value;
    prepared.push({
      entry: entryOf({ ...metadata, classCode: classed.classCode }, document, held, admitted, ports),
      updatedAt: admitted.now,
      ...(document.elsewhere === undefined && { content: document.content }),
      sha256,
      alreadyShared: false,
    });
  }
  return ok({ documents: prepared, warnings });
};

/** The same with those that stand in the record already under their identifier. */
export const recogniseDocuments = async (
  admitted: Admitted,
  submission: Submission,
  { documents, warnings }: PreparedSubmission,
  ports: Ports,
): Promise<PreparedSubmission> => {
  const recognised: PreparedDocument[] = [];
  const repetitions: Warning[] = [];
  for (const [index, document] of documents.entries()) {
    const { uniqueId } = document.entry;
    const path = submission.documents[index]?.path ?? '';
    const repetition = await findRepetition(admitted, { uniqueId, path, sha256: document.sha256 }, ports);
    if (repetition !== undefined && 'stored' in repetition) {
      repetitions.push(failure('already-shared', { identifier: uniqueId }, { location: path }));
      const { entry, updatedAt } = repetition.stored;
      recognised.push({ ...document, entry, updatedAt, alreadyShared: true });
    } else recognised.push({ ...document, ...repetition });
  }
  return { documents: recognised, warnings: [...warnings, ...repetitions] };
};

/** Which bytes they are: two documents of the same `sha256` are the same. */
interface Checked extends HeldElsewhere {
  readonly sha256: Uint8Array;
}

/** What another repository holds is known by what it says of it: the same hash and size are the same document. */
const checkElsewhere = (held: HeldElsewhere, path: string, ports: Ports): Result<Checked, Failure> => {
  const { repositoryUniqueId, hash, sizeBytes } = held;
  if (repositoryUniqueId === ports.repositoryUniqueId) {
    const slot = `${path}/Slot[repositoryUniqueId]`;
    return fail(failure('element-invalid', { path: slot, why: 'what lies here comes with its content (ITI-41)' }));
  }
  return ok({ ...held, sha256: createHash('sha256').update(`${hash} ${sizeBytes}`).digest() });
};

/** Hash and size are those of the decoded bytes; where the source states them, they must agree (ITI TF-2 §3.41.4.1.3). */
const checkContent = (submitted: SubmittedDocument, ports: Ports): Result<Checked, Failure> => {
  const { content, elsewhere, stated, metadata, path } = submitted;
  if (elsewhere !== undefined) return checkElsewhere(elsewhere, path, ports);
  const { limits, repositoryUniqueId } = ports;
  const document = metadata.uniqueId;
  if (content.length > limits.documentBytes)
    return fail(failure('document-too-large', { document, limitBytes: limits.documentBytes }));
  if (content.length === 0) return fail(failure('content-missing', { document }));
  if (stated.sizeBytes !== undefined && stated.sizeBytes !== content.length)
    return fail(failure('size-mismatch', { document, actual: content.length, stated: stated.sizeBytes }));
  const sha1 = createHash('sha1').update(content).digest('hex');
  if (stated.hash !== undefined && stated.hash.toLowerCase() !== sha1)
    return fail(failure('hash-mismatch', { document }));
  const sha256 = createHash('sha256').update(content).digest();
  return ok({ repositoryUniqueId, hash: sha1, sizeBytes: content.length, sha256 });
};

/** The logicalId is the entryUUID of the first version (ITI TF-3 §4.1.4.1). */
const idsOf = ({ entryUuid: given }: SubmittedDocument, ports: Ports) => {
  const entryUuid = given ?? ports.uuid();
  return { entryUuid, logicalId: entryUuid };
};

const entryOf = (
  metadata: DocumentMetadata,
  document: SubmittedDocument,
  held: HeldElsewhere,
  admitted: Admitted,
  ports: Ports,
): DocumentEntry => ({
  ...metadata,
  confidentialityCodes: confidentialityOf(metadata, document.relations, admitted),
  recordId: admitted.policy.recordId,
  ...idsOf(document, ports),
  version: 1,
  availabilityStatus: 'approved',
  ...held,
  submittedAt: admitted.now,
  submittedBy: ownKeys(admitted.allowed.actor),
  relations: [],
});

/**
 * The codes of the source, the patient's standing wish, the mark of a secret session (L.1111-5 CSP), and those that
 * every signature has (checklist D9).
 */
const confidentialityOf = (
  metadata: DocumentMetadata,
  relations: SubmittedDocument['relations'],
  { allowed, policy, law, now }: Admitted,
): readonly Code[] => {
  const { masked, hiddenFromPatient, hiddenFromRepresentatives } = law.confidentiality;
  const wish = current(policy, 'default-confidentiality', now)?.value;
  const added = [
    ...(wish === undefined ? [] : [wish]),
    ...(allowed.actor.secret === true ? [hiddenFromRepresentatives] : []),
    ...(relations.some(({ type }) => type === 'signs') ? [masked, hiddenFromPatient] : []),
  ];
  return added.reduce<readonly Code[]>((codes, code) => {
    const known = codeIn(law.valueSets.confidentialityCode, code);
    return known === undefined ? codes : withCode(codes, known);
  }, metadata.confidentialityCodes);
};
