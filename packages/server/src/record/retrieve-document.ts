// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { DocumentRef, Ports, StoredDocument } from './ports.ts';
import { recordOf } from './read-document.ts';
import type { Outcome, RetrievedDocument } from './requests.ts';

/** Bytes asked for, both included, as in an HTTP range: an open end, or the last `suffix` bytes. */
export type RangeRequest = { readonly start: number; readonly end?: number } | { readonly suffix: number };

/**
 * Retrieves the content of one document (ITI-43, ITI-68, DMP TD3.2). The access is in the journal before the first
 * byte leaves.
 */
export const retrieveDocument = async (
  actor: Actor,
  request: {
    readonly document: DocumentRef;
    /** The part that is asked for, once it is known of what; absent or undefined for the whole. */
    readonly rangeOf?: (document: StoredDocument) => RangeRequest | undefined;
  },
  ports: Ports,
): Outcome<RetrievedDocument> => {
  const admitted = await admit(actor, 'document.retrieve', recordOf(request.document), ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const document = await ports.store.readDocument(allowed, request.document);
  if (document === undefined) {
    const more = { outcome: 'refused', documents: policy.named, reason: 'out-of-sight' } as const;
    return failed(allowed, failure('document-unknown'), ports, more);
  }
  const { logicalId, sizeBytes } = document.entry;
  const asked = request.rangeOf?.(document);
  const range = resolveRange(asked, sizeBytes);
  if (range === undefined) {
    return failed(allowed, failure('range-not-satisfiable', { sizeBytes }), ports, { documents: [logicalId] });
  }
  await ports.store.journal(allowedTrace(allowed, ports, { documents: [logicalId] }));
  const content = ports.store.readContent(allowed, logicalId, asked === undefined ? undefined : range);
  return ok({ document, range, partial: asked !== undefined, content });
};

/** RFC 9110 §14.1.2; undefined when no byte of the document lies in the range. */
const resolveRange = (asked: RangeRequest | undefined, sizeBytes: number): RetrievedDocument['range'] | undefined => {
  const last = sizeBytes - 1;
  if (asked === undefined) return { start: 0, end: last };
  if ('suffix' in asked)
    return asked.suffix === 0 || sizeBytes === 0
      ? undefined
      : { start: Math.max(0, sizeBytes - asked.suffix), end: last };
  const end = Math.min(asked.end ?? last, last);
  return asked.start > end ? undefined : { start: asked.start, end };
};
