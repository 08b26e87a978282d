-- SPDX-License-Identifier: Apache-2.0
--
-- The authorization server: applications, sessions, codes, grants and tokens, and what was revoked. Nothing here is of a
-- record; what is secret in the hands of its bearer is kept as its SHA-256 only.

create schema authorization_server;

-- An application that may ask. `metadata` is that of RFC 7591 §2, with our own members.
create table authorization_server.client (
  client_id text primary key,
  metadata jsonb not null,
  added_at timestamptz not null
);

-- Everything short-lived that oidc-provider keeps: sessions, interactions, codes, refresh tokens, grants, pushed
-- requests, proofs already used. id_hash is SHA-256 of the id that the bearer holds.
create table authorization_server.artifact (
  model text not null,
  id_hash bytea not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (model, id_hash)
);
create index artifact_of_grant on authorization_server.artifact (grant_id) where grant_id is not null;
create index artifact_by_uid on authorization_server.artifact (model, uid) where uid is not null;
create index artifact_by_expiry on authorization_server.artifact (expires_at) where expires_at is not null;

-- Who has signed in, as the last sign-in proved it.
create table authorization_server.account (
  account_id text primary key,
  identity jsonb not null,
  signed_in_at timestamptz not null
);

-- As what, and on which record, the bearer of a grant acts; looked at again each time a token is issued.
create table authorization_server.grant_context (
  grant_id text primary key,
  account_id text not null,
  choice text not null,
  record_id uuid,
  granted_at timestamptz not null
);

-- What an application was launched with by other software (SMART App Launch 2.2, EHR launch).
create table authorization_server.launch (
  launch_hash bytea primary key,
  account_id text not null,
  record_id uuid,
  expires_at timestamptz not null
);

-- Tokens, grants and subjects that are good no more; every process reads the newest ones every other second.
create table authorization_server.revocation (
  kind text not null check (kind in ('token', 'grant', 'subject')),
  id text not null,
  revoked_at timestamptz not null,
  forget_at timestamptz not null,
  primary key (kind, id)
);
create index revocation_by_time on authorization_server.revocation (revoked_at);

-- Proofs of possession that were used (RFC 9449 §11.1).
create table authorization_server.proof (
  proof_hash bytea primary key,
  expires_at timestamptz not null
);
create index proof_by_expiry on authorization_server.proof (expires_at);
