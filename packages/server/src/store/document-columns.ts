// SPDX-License-Identifier: Apache-2.0
import type { DocumentEntry, DocumentFacts } from '@dossier/core/documents';
import { type Dtm, earliestInstant, endOfDtm, type Instant } from '@dossier/core/time';
import { authorNames } from './fold.ts';
import type { RecordKey } from './keys/index.ts';
import { sealMetadata, sealRendering } from './sealed-documents.ts';
import { codeTokens, identifierTokens } from './tokens.ts';
import { storable, timestampFor } from './values.ts';

/** Makes the ready FHIR text of an entry, with the marks of the FHIR face in it. */
export type Render = (entry: DocumentEntry, facts: DocumentFacts) => string;

/** The columns of a version of metadata that a writer gives, in the order of {@link documentValues}. */
export const documentColumns = [
  ['record_id', 'uuid'],
  ['logical_id', 'uuid'],
  ['version', 'integer'],
  ['entry_uuid', 'uuid'],
  ['status', 'text'],
  ['unique_id', 'text'],
  ['type_code', 'text'],
  ['type_system', 'text'],
  ['class_code', 'text'],
  ['class_system', 'text'],
  ['format_code', 'text'],
  ['format_system', 'text'],
  ['facility_code', 'text'],
  ['facility_system', 'text'],
  ['practice_setting_code', 'text'],
  ['practice_setting_system', 'text'],
  ['confidentiality_codes', 'text[]'],
  ['confidentiality_tokens', 'text[]'],
  ['event_tokens', 'text[]'],
  ['reference_tokens', 'text[]'],
  ['author_keys', 'text[]'],
  ['author_family', 'text[]'],
  ['author_given', 'text[]'],
  ['by_patient', 'boolean'],
  ['creation_from', 'timestamptz'],
  ['creation_to', 'timestamptz'],
  ['service_start_from', 'timestamptz'],
  ['service_start_to', 'timestamptz'],
  ['service_stop_from', 'timestamptz'],
  ['service_stop_to', 'timestamptz'],
  ['submitted_at', 'timestamptz'],
  ['updated_at', 'timestamptz'],
  ['mime_type', 'text'],
  ['size_bytes', 'bigint'],
  ['metadata', 'bytea'],
  ['rendering', 'bytea'],
] as const;

/** The columns that only the first version gives, in the order of {@link relationValues}; later versions keep them. */
export const relationColumns = [
  ['relates_to', 'uuid[]'],
  ['relation_types', 'text[]'],
] as const;

export const relationValues = ({ relations }: DocumentEntry): readonly unknown[] => [
  relations.map(({ target }) => target),
  relations.map(({ type }) => type),
];

const range = (dtm: Dtm | undefined): readonly (string | null)[] =>
  dtm === undefined ? [null, null] : [timestampFor(earliestInstant(dtm)), timestampFor(endOfDtm(dtm))];

/**
 * Values for {@link documentColumns}; metadata and rendering are sealed with the record's key. Relations stay out of
 * both: each reader sees their own part of them.
 */
export const documentValues = (
  key: RecordKey,
  render: Render,
  entry: DocumentEntry,
  facts: DocumentFacts,
  updatedAt: Instant,
): readonly unknown[] => {
  const names = authorNames(entry.authors);
  const coded = [
    entry.typeCode,
    entry.classCode,
    entry.formatCode,
    entry.healthcareFacilityTypeCode,
    entry.practiceSettingCode,
  ].flatMap(({ code, system }) => [code, system]);
  return [
    entry.recordId,
    entry.logicalId,
    entry.version,
    entry.entryUuid,
    facts.availabilityStatus,
    storable(entry.uniqueId),
    ...coded.map(storable),
    facts.confidentialityCodes.map(storable),
    codeTokens(entry.confidentialityCodes),
    codeTokens(entry.eventCodes),
    identifierTokens(entry.referenceIds),
    facts.authorKeys.map(storable),
    names.family,
    names.given,
    facts.byPatient,
    ...range(entry.creationTime),
    ...range(entry.serviceStartTime),
    ...range(entry.serviceStopTime),
    timestampFor(entry.submittedAt),
    timestampFor(updatedAt),
    storable(entry.mimeType),
    entry.sizeBytes,
    sealMetadata(key, entry),
    sealRendering(key, entry, render(entry, facts)),
  ];
};
