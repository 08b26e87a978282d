-- SPDX-License-Identifier: Apache-2.0
--
-- Sign-in of those who run the house: kept apart from accounts of persons and from professionals in every table, so that
-- no way of getting in to a record leads to the console, nor the other way round.

create schema console;

create table console.agent (
  -- stands in the journal as support:<agent_id>
  agent_id text primary key,
  login text not null unique,
  name text not null,
  created_at timestamptz not null,
  -- both absent until the agent has enrolled
  password_hash text,
  sealed_secret bytea,
  -- last step of the authenticator app that was taken
  last_step bigint,
  enrolment_hash bytea,
  enrolment_expires_at timestamptz,
  disabled_at timestamptz,
  -- holds a password that everybody knows: never in production
  demo boolean not null default false
);

-- stage: an enrolment whose code has not come back yet, or signed in.
create table console.session (
  token_hash bytea primary key,
  agent_id text not null references console.agent on delete cascade,
  stage text not null check (stage in ('enrolling', 'signed-in')),
  created_at timestamptz not null,
  idle_ends_at timestamptz not null,
  expires_at timestamptz not null,
  -- of an enrolment: what becomes the agent's when the code comes back
  password_hash text,
  sealed_secret bytea,
  attempts_left integer not null default 0
);
create index console_session_by_expiry on console.session (expires_at);
