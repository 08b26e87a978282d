-- SPDX-License-Identifier: Apache-2.0
--
-- Who acts for whom, and who acts without being let: invitations of carers, emergency accesses and what was judged of them,
-- and the folded names by which emergency dispatch looks for a patient.

-- Purpose of a carer's delegation, proof of a legal representation, reason of an emergency access.
alter table record.relation add column purpose text;

-- Which records a person has a relation to: asked when they sign in.
create index relation_of_person on record.relation (holder) where holder like 'person:%';

-- The secret itself is nowhere: only its SHA-256. Found by its handle through record.object_lookup (`inv:` and the handle).
create table record.invitation (
  record_id uuid not null,
  invitation_id uuid not null,
  handle text not null,
  secret_hash bytea not null,
  grant_code text not null,
  purpose text not null,
  delegation_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  attempts integer not null default 0,
  attempts_limit integer not null,
  secret boolean not null,
  accepted_at timestamptz,
  accepted_by text,
  withdrawn_at timestamptz,
  primary key (record_id, invitation_id)
);

-- One row for each access without authorisation; relation_id is that of record.relation, which holds the reason.
create table record.emergency_access (
  record_id uuid not null,
  relation_id text not null,
  mode text not null,
  reviewed boolean not null,
  holder text not null,
  holder_name text not null,
  profession text not null,
  organization_id text,
  organization_name text,
  opened_at timestamptz not null,
  until_at timestamptz not null,
  -- Of the last verdict; null before the first.
  verdict text,
  primary key (record_id, relation_id)
);
create index emergency_access_by_time on record.emergency_access (opened_at, relation_id) where reviewed;

-- Verdicts follow each other; none is ever changed.
create table record.emergency_verdict (
  record_id uuid not null,
  relation_id text not null,
  position integer not null,
  verdict text not null,
  given_by text not null,
  given_by_name text not null,
  given_at timestamptz not null,
  comment text,
  primary key (record_id, relation_id, position)
);

-- Folded traits of the persons, by kind: `family`, `family-sound`, `given`, `given-sound`, `town`, `birth`.
create table identity.search_key (
  record_id uuid not null,
  kind text not null,
  key text not null,
  primary key (record_id, kind, key)
);
create index search_key_by_key on identity.search_key (kind, key text_pattern_ops, record_id);

-- Version of the rules by which the names of a record were folded; null where they are not yet.
alter table record.record add column search_rules text;
create index record_to_fold on record.record (record_id) where search_rules is null;
