-- SPDX-License-Identifier: Apache-2.0
--
-- The record and the identity behind it.
--
-- Schema `identity` holds names and INS, and nothing else does. Schema `record` is pseudonymous. Every table of a
-- record has record_id first in its primary key and no foreign key leaves the record, so that the schema can be
-- distributed by record_id. Two lookups are keyed otherwise, because they lead to the record: identity.ins and
-- record.object_lookup.
--
-- Columns named `sealed`, `metadata` and `rendering` are AES-256-GCM under the record's own key.

create schema identity;
create schema record;

create table identity.person (
  person_id text primary key,
  traits jsonb not null,
  status text not null check (status in ('provisional', 'retrieved', 'validated', 'qualified'))
);

-- One person may have several INS over time; each leads to the same record.
create table identity.ins (
  oid text not null,
  value text not null,
  person_id text not null,
  record_id uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (oid, value)
);
create index ins_of_person on identity.ins (person_id);
create index ins_of_record on identity.ins (record_id);

-- Names of the persons who hold a relation to a record (representatives, carers): identity, so not in record.relation.
create table identity.holder_name (
  record_id uuid not null,
  relation_id text not null,
  name text not null,
  primary key (record_id, relation_id)
);

create table record.record (
  record_id uuid primary key,
  person_id text not null,
  regime text not null,
  state text not null check (state in ('notified', 'open', 'suspended', 'closed', 'destroyed')),
  policy_version bigint not null default 1,
  -- copies of the identity, so that a decision reads this schema only
  birth_date text not null,
  identity_status text not null,
  opened_at timestamptz,
  notified_at timestamptz,
  closed_at timestamptz,
  closure_reason text
);
create index record_of_person on record.record (person_id);

-- The record's data key, wrapped by version kek_version of the key-encryption key.
create table record.record_key (
  record_id uuid primary key,
  kek_version integer not null,
  wrapped bytea not null
);
create index record_key_by_kek on record.record_key (kek_version);

-- What stays of a destroyed record. key_hash is SHA-256 of the wrapped key.
create table record.key_receipt (
  record_id uuid primary key,
  destroyed_at timestamptz not null,
  destroyed_by text not null,
  documents integer not null,
  key_hash bytea not null
);

-- From an object to its record: `uid:` and a uniqueId, or `id:` and a logicalId or entryUUID.
create table record.object_lookup (
  key text primary key,
  record_id uuid not null
);

create table record.relation (
  record_id uuid not null,
  relation_id text not null,
  kind text not null,
  holder text,
  holder_name text,
  holder_profession text,
  holder_specialty text,
  from_at timestamptz not null,
  until_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  value text,
  origin text not null,
  created_by text not null,
  secret boolean not null,
  primary key (record_id, relation_id)
);

-- One row for each version of a document's metadata. Only status, updated_at and is_latest of a row ever change.
-- Token arrays hold each value as `code`, as `system|code` and as `system|`.
create table record.document_entry (
  record_id uuid not null,
  logical_id uuid not null,
  version integer not null,
  entry_uuid uuid not null,
  is_latest boolean not null,
  status text not null check (status in ('approved', 'deprecated', 'archived', 'deleted')),
  unique_id text not null,
  type_code text not null,
  type_system text not null,
  class_code text not null,
  class_system text not null,
  format_code text not null,
  format_system text not null,
  facility_code text not null,
  facility_system text not null,
  practice_setting_code text not null,
  practice_setting_system text not null,
  confidentiality_codes text[] not null,
  confidentiality_tokens text[] not null,
  event_tokens text[] not null,
  reference_tokens text[] not null,
  author_keys text[] not null,
  author_family text[] not null,
  author_given text[] not null,
  by_patient boolean not null,
  creation_from timestamptz not null,
  creation_to timestamptz not null,
  service_start_from timestamptz,
  service_start_to timestamptz,
  service_stop_from timestamptz,
  service_stop_to timestamptz,
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  mime_type text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  -- The documents that this one replaces, appends to, transforms or signs, and for each of them which. They stand
  -- neither in metadata nor in rendering: a reader sees those in sight only.
  relates_to uuid[] not null,
  relation_types text[] not null,
  metadata bytea not null,
  rendering bytea not null,
  primary key (record_id, logical_id, version)
);
create index document_latest on record.document_entry (record_id, submitted_at, logical_id) where is_latest;
create unique index document_unique_id on record.document_entry (record_id, unique_id) where is_latest;
create unique index document_entry_uuid on record.document_entry (record_id, entry_uuid);
-- What is encrypted does not compress: do not try.
alter table record.document_entry alter column metadata set storage external;
alter table record.document_entry alter column rendering set storage external;

-- The content in frames of 256 KiB; frame_no from 0.
create table record.content_frame (
  record_id uuid not null,
  logical_id uuid not null,
  frame_no integer not null,
  sealed bytea not null,
  primary key (record_id, logical_id, frame_no)
);
alter table record.content_frame alter column sealed set storage external;

create table record.submission_set (
  record_id uuid not null,
  entry_uuid uuid not null,
  unique_id text not null,
  source_id text not null,
  code_tokens text[] not null,
  author_family text[] not null,
  author_given text[] not null,
  sealed bytea not null,
  primary key (record_id, entry_uuid)
);

create table record.folder (
  record_id uuid not null,
  entry_uuid uuid not null,
  unique_id text not null,
  code_tokens text[] not null,
  status text not null check (status in ('approved', 'deprecated')),
  sealed bytea not null,
  primary key (record_id, entry_uuid)
);

-- Members of submission sets (documents and folders) and of folders (documents). The date of a list is that of the last
-- member to join that is in sight.
create table record.membership (
  record_id uuid not null,
  list_uuid uuid not null,
  member uuid not null,
  list_kind text not null check (list_kind in ('set', 'folder')),
  position integer not null,
  joined_at timestamptz not null,
  primary key (record_id, list_uuid, member)
);
create index membership_of_member on record.membership (record_id, member);

-- What the house must do at a date that the law sets.
create table record.duty (
  record_id uuid not null,
  duty_id uuid not null,
  kind text not null check (kind in ('announcement-notice', 'announcement-release', 'open-record', 'destroy-record')),
  logical_id uuid,
  due_at timestamptz not null,
  retry_at timestamptz,
  attempts integer not null default 0,
  primary key (record_id, duty_id)
);
create index duty_due on record.duty (due_at);
