// SPDX-License-Identifier: Apache-2.0
import type { SubmissionSet } from '@dossier/core/documents';
import type { Instant } from '@dossier/core/time';
import { sealFrame } from '@dossier/server/src/store/content.ts';
import {
  documentColumns,
  documentValues,
  relationColumns,
  relationValues,
} from '@dossier/server/src/store/document-columns.ts';
import type { RecordKey, WrappedKey } from '@dossier/server/src/store/keys/index.ts';
import { setValues } from '@dossier/server/src/store/lists.ts';
import { lookupKeys } from '@dossier/server/src/store/lookup-keys.ts';
import { setColumns } from '@dossier/server/src/store/statements/insert-list.ts';
import { timestampFor } from '@dossier/server/src/store/values.ts';
import type { Columns } from './copy.ts';
import type { GeneratedDocument } from './documents.ts';
import { INS_OID, type Patient } from './population.ts';

export interface Table {
  readonly name: string;
  readonly columns: Columns;
}

const table = (name: string, columns: Columns): Table => ({ name, columns });

/** The tables that are filled, with the columns that the store gives in its inserts. */
export const tables = {
  person: table('identity.person', [
    ['person_id', 'text'],
    ['traits', 'jsonb'],
    ['status', 'text'],
  ]),
  ins: table('identity.ins', [
    ['oid', 'text'],
    ['value', 'text'],
    ['person_id', 'text'],
    ['record_id', 'uuid'],
    ['valid_from', 'timestamptz'],
  ]),
  record: table('record.record', [
    ['record_id', 'uuid'],
    ['person_id', 'text'],
    ['regime', 'text'],
    ['state', 'text'],
    ['birth_date', 'text'],
    ['identity_status', 'text'],
    ['opened_at', 'timestamptz'],
  ]),
  recordKey: table('record.record_key', [
    ['record_id', 'uuid'],
    ['kek_version', 'integer'],
    ['wrapped', 'bytea'],
  ]),
  relation: table('record.relation', [
    ['record_id', 'uuid'],
    ['relation_id', 'text'],
    ['kind', 'text'],
    ['holder', 'text'],
    ['holder_name', 'text'],
    ['holder_profession', 'text'],
    ['holder_specialty', 'text'],
    ['from_at', 'timestamptz'],
    ['until_at', 'timestamptz'],
    ['origin', 'text'],
    ['created_by', 'text'],
    ['secret', 'boolean'],
  ]),
  document: table('record.document_entry', [
    ...documentColumns,
    ...relationColumns,
    ['is_latest', 'boolean'],
    ['sha256', 'bytea'],
  ]),
  lookup: table('record.object_lookup', [
    ['key', 'text'],
    ['record_id', 'uuid'],
  ]),
  set: table('record.submission_set', setColumns),
  membership: table('record.membership', [
    ['record_id', 'uuid'],
    ['list_uuid', 'uuid'],
    ['member', 'uuid'],
    ['list_kind', 'text'],
    ['position', 'integer'],
    ['joined_at', 'timestamptz'],
  ]),
  frame: table('record.content_frame', [
    ['record_id', 'uuid'],
    ['logical_id', 'uuid'],
    ['frame_no', 'integer'],
    ['sealed', 'bytea'],
  ]),
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof tables;

/** Takes one row of a table. */
export type Put = (name: TableName, values: readonly unknown[]) => void;

/** Whom every patient has authorised: the caller of the measured workloads. */
export interface AuthorisedDoctor {
  readonly holder: string;
  readonly name: string;
  readonly profession: string;
  readonly specialty: string;
}

export interface NewPatient {
  readonly patient: Patient;
  readonly regime: string;
  readonly wrapped: WrappedKey;
  readonly doctor: AuthorisedDoctor;
  readonly openedAt: Instant;
  readonly authorised: { readonly from: Instant; readonly until: Instant };
}

/** An open record with its person, INS, key, and two decisions of the patient. */
export const putPatient = (put: Put, { patient, regime, wrapped, doctor, openedAt, authorised }: NewPatient): void => {
  const { recordId, personId, traits } = patient;
  const opened = timestampFor(openedAt);
  put('person', [personId, JSON.stringify(traits), 'qualified']);
  put('ins', [INS_OID, patient.ins, personId, recordId, opened]);
  put('record', [recordId, personId, regime, 'open', traits.birthDate, 'qualified', opened]);
  put('recordKey', [recordId, wrapped.kekVersion, wrapped.wrapped]);
  const by = `person:${personId}`;
  const attending = `ps:89970090${recordId.replace(/\D/g, '').slice(0, 4)}`;
  const { holder, name, profession, specialty } = doctor;
  put('relation', [
    ...[recordId, `${recordId.slice(0, 13)}-1`, 'authorization', holder, name, profession, specialty],
    ...[timestampFor(authorised.from), timestampFor(authorised.until), 'patient', by, false],
  ]);
  put('relation', [
    ...[recordId, `${recordId.slice(0, 13)}-2`, 'attending-doctor', attending, 'Dr MÉDECIN', profession, specialty],
    ...[opened, null, 'patient', by, false],
  ]);
};

const putSet = (put: Put, key: RecordKey, set: SubmissionSet): void => {
  const { recordId, entryUuid, uniqueId, members } = set;
  put('set', setValues(key, set));
  for (const [index, member] of members.entries())
    put('membership', [recordId, entryUuid, member, 'set', index + 1, timestampFor(set.submittedAt)]);
  for (const key of lookupKeys({ uniqueId, ids: [entryUuid] })) put('lookup', [key, recordId]);
};

/** A document and the submission set that brought it; its content only where `body` is given. */
export const putDocument = (
  put: Put,
  key: RecordKey,
  { entry, facts, sha256, set }: GeneratedDocument,
  rendering: string,
  body?: Uint8Array,
): void => {
  const { recordId, logicalId, entryUuid, uniqueId } = entry;
  put('document', [
    ...documentValues(key, () => rendering, entry, facts, entry.submittedAt),
    ...relationValues(entry),
    ...[true, sha256],
  ]);
  for (const key of lookupKeys({ uniqueId, ids: [logicalId, entryUuid] })) put('lookup', [key, recordId]);
  if (body) put('frame', [recordId, logicalId, 0, sealFrame(key, recordId, logicalId, body, 0)]);
  putSet(put, key, set);
};
