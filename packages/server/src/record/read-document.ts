// SPDX-License-Identifier: Apache-2.0
import type { Actor } from '@dossier/core/actors';
import { failure } from '@dossier/core/errors';
import { ok } from '@dossier/core/result';
import { admit } from './admit.ts';
import { allowedTrace, failed } from './journal-entries.ts';
import type { DocumentRef, Ports, RecordRef, StoredDocument } from './ports.ts';
import type { Outcome } from './requests.ts';

/** The record that a document's own name leads to. */
export const recordOf = (document: DocumentRef): RecordRef => ({
  object: 'id' in document ? document.id : document.uniqueId,
});

/**
 * The metadata of one document, by any of its names (DMP TD3.1b). A document out of sight, one that does not exist and
 * one in a record out of reach are the same `document-unknown`.
 */
export const readDocument = async (actor: Actor, request: DocumentRef, ports: Ports): Outcome<StoredDocument> => {
  const admitted = await admit(actor, 'document.find-reference', recordOf(request), ports);
  if (!admitted.ok) return admitted;
  const { allowed, policy } = admitted.value;
  const document = await ports.store.readDocument(allowed, request);
  if (document === undefined) {
    const more = { outcome: 'refused', documents: policy.named, reason: 'out-of-sight' } as const;
    return failed(allowed, failure('document-unknown'), ports, more);
  }
  await ports.store.journal(allowedTrace(allowed, ports, { documents: [document.facts.logicalId] }));
  return ok(document);
};
