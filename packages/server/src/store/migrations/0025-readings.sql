-- SPDX-License-Identifier: Apache-2.0
--
-- What was understood of documents: clinical facts, words to search by, and text to show. Each is sealed with the record's
-- key and stands beside its document, whose row says who may see it; a document that is replaced or deleted takes them
-- out of sight with it.

create table record.reading (
  record_id uuid not null,
  logical_id uuid not null,
  -- Version of the reader; what an older one read is read again.
  reader integer not null,
  facts bytea,
  words bytea not null,
  text bytea,
  primary key (record_id, logical_id)
);

-- Documents that are still to be read; written with the document, taken off with its reading.
create table record.unread (
  record_id uuid not null,
  logical_id uuid not null,
  since timestamptz not null default now(),
  -- When one that could not be read is tried again.
  due_at timestamptz,
  attempts integer not null default 0,
  primary key (record_id, logical_id)
);
create index unread_since on record.unread (since);

insert into record.unread (record_id, logical_id)
  select record_id, logical_id from record.document_entry where is_latest;
