// SPDX-License-Identifier: Apache-2.0
import { changesSince, type RecordChanges } from './changes.ts';
import { consentOf, type Decision } from './decisions.ts';
import { AnswerError, type Fault, faultsOfOutcome } from './errors.ts';
import { json, jsonBody, type RequestOptions, type Send } from './http.ts';
import { type DocumentToShare, provideBundle, type SubmissionDetails } from './provide-bundle.ts';
import type { AuditEvent, Bundle, Consent, DocumentReference, Identifier, Patient } from './resources.ts';
import { type AccessCriteria, type DocumentCriteria, search, searchAll } from './search.ts';
import { type RecordStatus, recordStatus } from './status.ts';

/** What became of one shared document. */
export interface SharedDocument {
  /** Id of the DocumentReference (entryUUID). */
  readonly id: string;
  /** The same document had been shared before; nothing was added. */
  readonly alreadyShared: boolean;
  /** What the server put right, or would rather have otherwise. */
  readonly warnings: readonly Fault[];
}

/**
 * One patient's record, as this caller may use it. Methods throw a {@link DossierError} where the server refuses, and
 * an {@link AnswerError} where its answer must not be used.
 */
export interface RecordClient {
  /** Existence, state and authorisation (DMP TD0.2); undefined when there is no record. */
  status(options?: RequestOptions): Promise<RecordStatus | undefined>;
  /**
   * Shares all of the documents or none of them (ITI-65); the answer has their order. Sharing again what was shared
   * adds nothing, so after a failure of the network the same call is the right one.
   */
  share(
    documents: readonly DocumentToShare[],
    submission: SubmissionDetails,
    options?: RequestOptions,
  ): Promise<readonly SharedDocument[]>;
  /**
   * Finds documents (ITI-67); current ones unless `status` says otherwise. Pages are fetched as the iteration needs
   * them; breaking off fetches nothing more.
   */
  find(criteria?: DocumentCriteria, options?: RequestOptions): AsyncGenerator<DocumentReference, void, undefined>;
  /** How many documents `find` would give. */
  count(criteria?: DocumentCriteria, options?: RequestOptions): Promise<number>;
  /**
   * What happened to the documents since an instant: those that are new or changed, those that were replaced or deleted,
   * and from when to ask the next time. Those of the minute before come again, known by uniqueId and version.
   */
  changesSince(since: string, options?: RequestOptions): Promise<RecordChanges>;
  /** The patient's decisions, those that have ended among them (`inactive`). */
  consents(options?: RequestOptions): AsyncGenerator<Consent, void, undefined>;
  /** Records a decision. */
  decide(decision: Decision, options?: RequestOptions): Promise<Consent>;
  /** The traces that this caller may read, the newest first: all of them for the patient. */
  accesses(criteria?: AccessCriteria, options?: RequestOptions): AsyncGenerator<AuditEvent, void, undefined>;
}

export const recordClient = (send: Send, patient: Identifier): RecordClient => {
  const { system, value } = patient;
  if (!system || !value) throw new TypeError('A patient is named by system and value of an identifier.');
  const token = `${system}|${value}`;
  const ofPatient = { 'patient.identifier': token };
  const documents = (criteria: DocumentCriteria) => ({ status: 'current', ...criteria, ...ofPatient });
  return {
    status: async (options) => {
      const { entry } = await search<Patient>(send, 'Patient', { identifier: token }, options);
      const found = entry?.find(({ resource }) => resource?.resourceType === 'Patient')?.resource;
      return found && recordStatus(found);
    },
    share: async (shared, submission, options = {}) => {
      const body = JSON.stringify(await provideBundle(patient, shared, submission));
      const answer = await json<Bundle<never>>(
        send('', { method: 'POST', headers: jsonBody, body, repeatable: true, ...options }),
      );
      // ITI TF-2 §3.65.4.2: the answer has the order of the bundle: the submission set, the documents, their contents.
      return shared.map((_, index) => sharedDocument(answer.entry?.[index + 1]));
    },
    find: (criteria = {}, options) => searchAll(send, 'DocumentReference', documents(criteria), options),
    count: async (criteria = {}, options) => {
      const found = await search(send, 'DocumentReference', { ...documents(criteria), _summary: 'count' }, options);
      if (found.total === undefined) throw new AnswerError('form', 'The answer has no total.');
      return found.total;
    },
    changesSince: (since, options) => changesSince(send, ofPatient, since, options),
    consents: (options) => searchAll(send, 'Consent', ofPatient, options),
    decide: (decision, options = {}) => {
      const body = JSON.stringify(consentOf(patient, decision));
      return json(send('Consent', { method: 'POST', headers: jsonBody, body, ...options }));
    },
    accesses: (criteria = {}, options) => searchAll(send, 'AuditEvent', { ...criteria, ...ofPatient }, options),
  };
};

type ResponseEntry = NonNullable<Bundle<never>['entry']>[number];

const sharedDocument = (entry: ResponseEntry | undefined): SharedDocument => {
  const { status, location = '', outcome } = entry?.response ?? {};
  // `DocumentReference/<id>` or an absolute address of it, with or without a version.
  const id = /(?:^|\/)DocumentReference\/([^/]+)/.exec(location)?.[1];
  if (status === undefined || id === undefined)
    throw new AnswerError('form', 'The answer does not say what became of a document.');
  const warnings = outcome === undefined ? [] : faultsOfOutcome(outcome);
  return { id, alreadyShared: !status.startsWith('201'), warnings };
};
