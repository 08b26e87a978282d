-- SPDX-License-Identifier: Apache-2.0

-- Notices: who is told what, by which channel, once. Names and addresses here are identity, as in schema `identity`:
-- no table of the record refers to them, and they refer to a record by its pseudonymous id only.

create schema notice;

-- Where a party (`person:…`, `ps:…`) can be reached: proven addresses only.
create table notice.contact (
  party_key text primary key,
  -- BCP 47, of those that texts exist in.
  language text not null,
  email text,
  phone text,
  -- Kind of notice to the channels wished for it: {"first-access": ["sms"]}.
  preferences jsonb not null,
  updated_at timestamptz not null
);

-- How far the journal was read for what it gives notice of: the next batch of the log. One row.
create table notice.progress (
  one boolean primary key default true check (one),
  next_batch bigint not null
);

-- Whose first access to a record was told; openly, when representatives were told too.
create table notice.first_access (
  record_id uuid not null,
  actor_key text not null,
  openly boolean not null,
  primary key (record_id, actor_key)
);

-- When an access in an emergency was last told.
create table notice.emergency_access (
  record_id uuid not null,
  actor_key text not null,
  mode text not null,
  told_at timestamptz not null,
  primary key (record_id, actor_key, mode)
);

-- What a party is told: there is one notice for each receiver and cause, whoever tries to write it again.
create table notice.notice (
  notice_id uuid primary key,
  receiver text not null,
  cause text not null,
  kind text not null,
  -- As whom they are told: patient, representative, attending-doctor, holder.
  role text not null,
  record_id uuid,
  facts jsonb not null,
  created_at timestamptz not null,
  unique (receiver, cause)
);
create index notice_of_receiver on notice.notice (receiver, created_at desc, notice_id desc);
create index notice_of_record on notice.notice (record_id);

-- A notice on its way by one channel.
create table notice.delivery (
  notice_id uuid not null references notice.notice on delete cascade,
  channel text not null check (channel in ('email', 'sms')),
  state text not null check (state in ('waiting', 'sent', 'failed')),
  -- Who sends it holds it until then.
  held_until timestamptz,
  sent_at timestamptz,
  -- Why it failed, as a code.
  why text,
  primary key (notice_id, channel)
);
create index delivery_waiting on notice.delivery (notice_id) where state <> 'sent';

-- From here on: what the journal holds already is nothing new to anybody.
create function notice.begin_here() returns void language sql as $$
  insert into notice.first_access (record_id, actor_key, openly)
  select record_id, actor_key, bool_or(not secret) from journal_entry
  where actor_kind in ('professional', 'staff') and outcome = 'success'
    and record_id <> '00000000-0000-0000-0000-000000000000'
  group by record_id, actor_key
  on conflict (record_id, actor_key) do update set openly = notice.first_access.openly or excluded.openly;
  insert into notice.progress (next_batch) select coalesce(max(batch_no) + 1, 0) from journal_batch
  on conflict (one) do update set next_batch = excluded.next_batch;
$$;
select notice.begin_here();
