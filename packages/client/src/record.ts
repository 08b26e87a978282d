// SPDX-License-Identifier: Apache-2.0
import { type DocumentToShare, provideBundle, type SubmissionDetails } from './bundle.ts';
import { json, type Send } from './http.ts';
import type { AuditEvent, Bundle, Consent, DocumentReference, Identifier, Patient } from './resources.ts';
import { queryOf, type SearchCriteria, searchAll } from './search.ts';

/** What became of one shared document. */
export interface SharedDocument {
  /** Id of the DocumentReference (entryUUID). */
  readonly id: string;
  /** The same document had been shared before; nothing was added. */
  readonly alreadyShared: boolean;
}

/** One patient's record, as this caller may use it. */
export interface RecordClient {
  /** Existence, state and authorisation (DMP TD0.2); undefined when there is no record. */
  status(): Promise<Patient | undefined>;
  /** Shares all of the documents or none of them (ITI-65). */
  share(documents: readonly DocumentToShare[], submission: SubmissionDetails): Promise<readonly SharedDocument[]>;
  /** Finds documents (ITI-67); current ones unless `status` says otherwise. */
  find(criteria?: SearchCriteria): AsyncGenerator<DocumentReference>;
  /** The patient's decisions. */
  consents(): AsyncGenerator<Consent>;
  /** Records a decision: a FHIR Consent whose category is of `urn:dossier:consent-kind`. */
  decide(consent: object): Promise<Consent>;
  /** The traces that this caller may read, the newest first. */
  accesses(criteria?: SearchCriteria): AsyncGenerator<AuditEvent>;
}

export const recordClient = (send: Send, patient: Identifier): RecordClient => {
  const token = `${patient.system ?? ''}|${patient.value ?? ''}`;
  const ofPatient = { 'patient.identifier': token };
  return {
    status: async () => {
      const found = await json<Bundle<Patient>>(send(`Patient?${queryOf({ identifier: token })}`));
      return found.entry?.[0]?.resource;
    },
    share: async (documents, submission) => {
      const bundle = await provideBundle(patient, documents, submission);
      const body = JSON.stringify(bundle);
      const answer = await json<Bundle<never>>(
        send('', { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body }),
      );
      // the answer has the order of the bundle: the submission set, the documents, their contents
      return (answer.entry ?? []).slice(1, 1 + documents.length).map(({ response }) => ({
        id: idOf(response?.location),
        alreadyShared: !(response?.status ?? '').startsWith('201'),
      }));
    },
    find: (criteria = {}) =>
      searchAll<DocumentReference>(send, 'DocumentReference', { ...ofPatient, status: 'current', ...criteria }),
    consents: () => searchAll<Consent>(send, 'Consent', ofPatient),
    decide: (consent) =>
      json<Consent>(
        send('Consent', {
          method: 'POST',
          headers: { 'content-type': 'application/fhir+json' },
          body: JSON.stringify(consent),
        }),
      ),
    accesses: (criteria = {}) => searchAll<AuditEvent>(send, 'AuditEvent', { ...ofPatient, ...criteria }),
  };
};

/** `DocumentReference/<id>` or an absolute address of it, with or without a version. */
const idOf = (location: string | undefined): string => /DocumentReference\/([^/]+)/.exec(location ?? '')?.[1] ?? '';
