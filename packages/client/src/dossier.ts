// SPDX-License-Identifier: Apache-2.0
import type { Revision } from '@dossier/core/documents';
import type { InclusionProof } from '@dossier/core/journal';
import { type RetrievedContent, retrieveContent } from './content.ts';
import { type ConnectionOptions, json, type RequestOptions, sender } from './http.ts';
import { type JournalClient, journalClient, proofOf } from './journal.ts';
import { type RecordClient, recordClient } from './record.ts';
import type { Consent, DocumentReference, Identifier } from './resources.ts';
import { revise } from './revise.ts';

/**
 * A connection to a Dossier, as one caller; any number of requests may be under way at once. Methods throw a
 * {@link DossierError} where the server refuses, and an {@link AnswerError} where its answer must not be used.
 */
export interface Dossier {
  /** The record of the patient with this INS: `{ system: 'urn:oid:1.2.250.1.213.1.4.8', value: … }`. */
  record(patient: Identifier): RecordClient;
  /** The metadata of one document, by its id; of the latest version where the id is that of an earlier one. */
  read(id: string, options?: RequestOptions): Promise<DocumentReference>;
  /**
   * The content of a document that was found (ITI-68); one that has not the size and the hash of the metadata is an
   * {@link AnswerError}.
   */
  retrieve(document: DocumentReference, options?: RequestOptions): Promise<RetrievedContent>;
  /** Masks, archives, deletes a document, or takes that back; what is already so stays as it is. */
  revise(id: string, revision: Revision, options?: RequestOptions): Promise<DocumentReference>;
  /** Ends a decision, by the id of its Consent. */
  endDecision(consentId: string, options?: RequestOptions): Promise<Consent>;
  /** Lets an authorisation run anew from today. */
  renewDecision(consentId: string, options?: RequestOptions): Promise<Consent>;
  /**
   * Proof that a trace (an AuditEvent of `accesses`) stands in the signed log; check it with `verifyInclusionProof`.
   * Refused with `object-unknown` for the moment until the trace is sealed.
   */
  proofOf(auditEventId: string, options?: RequestOptions): Promise<InclusionProof>;
  /** The public side of the journal: what proofs are checked with. */
  readonly journal: JournalClient;
}

/**
 * Opens a connection; nothing is sent before the first request.
 *
 * @throws TypeError when `baseUrl` is no http or https address
 */
export const connect = (options: ConnectionOptions): Dossier => {
  const send = sender(options);
  const setStatus = (consentId: string, status: 'active' | 'inactive', request: RequestOptions = {}) =>
    json<Consent>(
      send(`Consent/${encodeURIComponent(consentId)}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json-patch+json' },
        body: JSON.stringify([{ op: 'replace', path: '/status', value: status }]),
        ...request,
      }),
    );
  return {
    record: (patient) => recordClient(send, patient),
    read: (id, request) => json(send(`DocumentReference/${encodeURIComponent(id)}`, request)),
    retrieve: (document, request) => retrieveContent(send, document, request),
    revise: (id, revision, request) => revise(send, id, revision, request),
    endDecision: (consentId, request) => setStatus(consentId, 'inactive', request),
    renewDecision: (consentId, request) => setStatus(consentId, 'active', request),
    proofOf: (auditEventId, request) => proofOf(send, auditEventId, request),
    journal: journalClient(send),
  };
};
