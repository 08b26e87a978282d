// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { ok } from '@dossier/core/result';
import { admitToRead } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { DocumentRef, Ports, StoredContent } from './ports.ts';
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
    readonly rangeOf?: (content: StoredContent) => RangeRequest | undefined;
  },
  ports: Ports,
): Outcome<RetrievedDocument> => {
  const ref = request.document;
  const read = await admitToRead(actor, 'document.retrieve', recordOf(ref), ports, ({ allowed }) =>
    ports.store.openContent(allowed, ref),
  );
  if (!read.ok) return read;
  const { admitted, value: content } = read.value;
  const { allowed, policy } = admitted;
  if (content === undefined) {
    const more = { outcome: 'refused', documents: policy.named, reason: 'out-of-sight' } as const;
    return failed(allowed, failure('document-unknown'), ports, more);
  }
  if (content.elsewhere) {
    const { logicalId } = content;
    return failed(allowed, failure('content-elsewhere'), ports, { documents: [logicalId] });
  }
  const { logicalId, sizeBytes } = content;
  const asked = request.rangeOf?.(content);
  const range = resolveRange(asked, sizeBytes);
  if (range === undefined) {
    return failed(allowed, failure('range-not-satisfiable', { sizeBytes }), ports, { documents: [logicalId] });
  }
  await ports.store.journal(allowedTrace(allowed, ports, { documents: [logicalId] }));
  const bytes = () => content.bytes(asked === undefined ? undefined : range);
  return ok({ content, range, partial: asked !== undefined, bytes });
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

/** The bytes of a retrieved content, held whole. */
export const wholeOf = async ({ bytes }: Pick<RetrievedDocument, 'bytes'>): Promise<Buffer> => {
  const content = bytes();
  if (Buffer.isBuffer(content)) return content;
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
};
