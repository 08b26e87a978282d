// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Professional } from '@dossier/core/actors';
import type { Author, DocumentMetadata } from '@dossier/core/documents';
import type { Ins } from '@dossier/core/identity';
import type { Submission, SubmittedDocument } from '../src/record/index.ts';

const LOINC = '2.16.840.1.113883.6.1';
export const INS = { oid: '1.2.250.1.213.1.4.10', value: '279035121518989' };

const author = (nationalId: string, institution?: string): Author => ({
  kind: 'professional',
  identifier: { system: '1.2.250.1.71.4.2.1', value: nationalId },
  name: { family: 'AUTEUR', given: ['Camille'] },
  institutions:
    institution === undefined
      ? []
      : [{ name: 'Structure', identifier: { system: '1.2.250.1.71.4.2.2', value: institution } }],
  roles: [],
  specialties: [],
  telecoms: [],
});

let serial = 0;

/** Metadata of a consultation report by this author; what a test is about, it says. */
export const metadataBy = (
  nationalId: string,
  more: Partial<DocumentMetadata> = {},
  institution?: string,
): DocumentMetadata => ({
  uniqueId: `1.2.250.1.999.7.${process.pid}.${++serial}`,
  typeCode: { code: '11488-4', system: LOINC, display: 'CR de consultation' },
  classCode: { code: '10', system: '1.2.250.1.213.1.1.4.1', display: 'Compte rendu' },
  formatCode: { code: 'urn:ihe:iti:xds-sd:pdf:2008', system: '1.3.6.1.4.1.19376.1.2.3' },
  healthcareFacilityTypeCode: { code: 'SA07', system: '1.2.250.1.71.4.2.4' },
  practiceSettingCode: { code: 'AMBULATOIRE', system: '1.2.250.1.213.1.1.4.9' },
  confidentialityCodes: [{ code: 'N', system: '2.16.840.1.113883.5.25' }],
  eventCodes: [],
  languageCode: 'fr-FR',
  mimeType: 'application/pdf',
  creationTime: '20261120090000',
  serviceStartTime: '20261120',
  title: 'Compte rendu de consultation',
  authors: [author(nationalId, institution)],
  referenceIds: [],
  ...more,
});

export const documentOf = (metadata: DocumentMetadata, more: Partial<SubmittedDocument> = {}): SubmittedDocument => ({
  metadata,
  content: Buffer.from(`content of ${metadata.uniqueId}`),
  stated: {},
  relations: [],
  path: 'document',
  ...more,
});

export const submissionOf = (
  documents: readonly SubmittedDocument[],
  more: { readonly ins?: Ins; readonly folders?: Submission['folders'] } = {},
): Submission => ({
  ins: INS,
  set: {
    uniqueId: `urn:uuid:${randomUUID()}`,
    sourceId: '1.2.250.1.999.1',
    contentTypeCode: { code: '07', system: '1.2.250.1.213.2.2' },
    authors: [],
    intendedRecipients: [],
  },
  documents,
  folders: [],
  ...more,
});

/** A physician in normal mode. */
export const physician = (nationalId: string, more: Partial<Professional> = {}): Professional => ({
  kind: 'professional',
  nationalId,
  profession: '10',
  specialty: 'SM26',
  name: `Dr ${nationalId}`,
  authentication: 'direct',
  mode: { kind: 'normal' },
  ...more,
});
