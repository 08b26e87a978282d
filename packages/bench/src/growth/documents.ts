// SPDX-License-Identifier: Apache-2.0
import { frenchProfile, type Law, lawAt } from '@dossier/core/data';
import { type DocumentEntry, type DocumentFacts, factsOf, type SubmissionSet } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';
import { documentIds, INS_OID, type Patient, type Population, templateOf } from './population.ts';
import { makeTemplates, type Template } from './templates.ts';

/** A document as the use case would hand it to the store, with the submission set that brought it. */
export interface GeneratedDocument {
  readonly entry: DocumentEntry;
  readonly facts: DocumentFacts;
  readonly sha256: Buffer;
  readonly set: SubmissionSet;
  /** Which template it was made from; its body is the content. */
  readonly template: number;
}

export interface DocumentMaker {
  readonly law: Law;
  /** `of`: how many documents the record is to have. */
  make(patient: Patient, record: number, document: number, of?: number): GeneratedDocument;
}

/** `2026-11-20T08:00:00.000Z` as a DTM to the second. */
const dtmOf = (instant: Instant): string => instant.slice(0, 19).replace(/[-T:]/g, '');

const SOURCE = '1.2.250.1.999.1';

/** Makes the documents of a population; the same arguments give the same document. */
export const documentMaker = (population: Population, repositoryUniqueId: string): DocumentMaker => {
  const law = lawAt(frenchProfile, population.until);
  const templates = makeTemplates(population.until);
  const contentTypeCode = { code: 'SA07', system: '1.2.250.1.71.4.2.4', display: 'Cabinet individuel' };

  const templateNumbered = (n: number): Template => {
    const template = templates[n];
    if (!template) throw new RangeError(`There is no template ${n}.`);
    return template;
  };

  return {
    law,
    make: (patient, record, document, of) => {
      const { submittedAt, setUuid, setUniqueId, ...ids } = documentIds(population, record, document, of);
      const number = templateOf(record, document, templates.length);
      const template = templateNumbered(number);
      const { metadata } = template;
      const { recordId, traits } = patient;
      const at = dtmOf(submittedAt);
      const entry: DocumentEntry = {
        uniqueId: ids.uniqueId,
        ...metadata,
        creationTime: at,
        serviceStartTime: at,
        serviceStopTime: at,
        sourcePatientId: { system: INS_OID, value: patient.ins, type: 'NH' },
        sourcePatientInfo: {
          identifiers: [{ system: INS_OID, value: patient.ins, type: 'NH' }],
          name: { family: traits.birthFamilyName, given: traits.birthGivenNames },
          birthDate: traits.birthDate,
          sex: traits.sex === 'male' ? 'male' : 'female',
          address: { lines: ['3 rue des Ormes'], city: 'Valmont', postalCode: '99100', country: 'FRANCE' },
        },
        recordId,
        entryUuid: ids.entryUuid,
        logicalId: ids.logicalId,
        version: 1,
        availabilityStatus: 'approved',
        hash: template.sha1,
        sizeBytes: template.sizeBytes,
        repositoryUniqueId,
        submittedAt,
        submittedBy: [],
        relations: [],
      };
      return {
        entry,
        facts: factsOf(entry, patient.personId, law.partySystems),
        sha256: template.sha256,
        set: {
          recordId,
          entryUuid: setUuid,
          uniqueId: setUniqueId,
          sourceId: SOURCE,
          contentTypeCode,
          submittedAt,
          authors: metadata.authors,
          intendedRecipients: [],
          members: [ids.logicalId],
        },
        template: number,
      };
    },
  };
};
