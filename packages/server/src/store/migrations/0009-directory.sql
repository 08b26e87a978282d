-- SPDX-License-Identifier: Apache-2.0
--
-- Professionals and organisations, as the national directory states them, with history: a change begins a new version
-- and ends the one before; nothing is deleted. Public data, no patient.

create schema directory;

-- One version of a professional, an organisation, or a situation of practice (a professional in an organisation).
create table directory.entry (
  kind text not null check (kind in ('professional', 'organization', 'situation')),
  key text not null,
  version integer not null,
  -- struck off, closed or ended: a version that is not active
  active boolean not null,
  -- of a situation: the keys of the two, the second absent for one who practises outside any structure
  professional text,
  organization text,
  facts jsonb not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (kind, key, version)
);
create unique index entry_now on directory.entry (kind, key) where valid_until is null;
create index situation_now on directory.entry (professional) where kind = 'situation' and valid_until is null;

-- Every identifier under which an entry is known, its key among them.
create table directory.alias (
  kind text not null,
  alias text not null,
  key text not null,
  primary key (kind, alias)
);

create table directory.load (
  load_id bigint generated always as identity primary key,
  -- SHA-256 of what is loaded, and whether it is a whole extract
  fingerprint text not null,
  whole boolean not null,
  state text not null check (state in ('running', 'finished', 'refused')),
  -- items of the source that are done; a load that was cut off goes on after them
  position bigint not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz
);
create index load_by_fingerprint on directory.load (fingerprint, whole);

-- What a whole extract has named so far; emptied when it is done.
create table directory.seen (
  load_id bigint not null,
  kind text not null,
  key text not null,
  primary key (load_id, kind, key)
);

-- Counts changes, so that whoever remembers an answer can tell that it may be out of date.
create table directory.change (
  one boolean primary key default true check (one),
  version bigint not null,
  loaded boolean not null
);
insert into directory.change (version, loaded) values (0, false);

-- Sign-in at other providers.
create schema federation;

-- A sign-in that is on at another provider; taken once.
create table federation.pending (
  state_hash bytea primary key,
  provider text not null,
  -- the sign-in of ours that goes on after it
  uid text not null,
  verifier text not null,
  nonce text not null,
  expires_at timestamptz not null
);
create index pending_by_expiry on federation.pending (expires_at);

-- Who, of the persons with a record, somebody is at a provider. One of each for the other.
create table federation.subject (
  provider text not null,
  subject text not null,
  person_id text not null,
  bound_at timestamptz not null,
  primary key (provider, subject)
);
create unique index subject_of_person on federation.subject (provider, person_id);

-- Whoever signs in with traits only is looked for by the birth date, and compared with those who share it.
create index person_by_birth_date on identity.person ((traits ->> 'birthDate'));
