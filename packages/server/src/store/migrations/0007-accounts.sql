-- SPDX-License-Identifier: Apache-2.0
--
-- Local accounts of persons: how somebody proves that they are the person of an INS.
--
-- What can be guessed is kept as a hash (passwords: argon2id; secrets that are random: SHA-256 or HMAC), what must be read
-- again is sealed with the installation's account key. State of throttling is here because all workers share it.

create schema account;

create table account.account (
  account_id uuid primary key,
  -- as in identity.person; representatives and carers have an account without a record of their own
  person_id text not null unique,
  name text not null,
  -- chosen at activation as a second name to sign in with; lower case
  email text unique,
  -- PHC string; absent until the account is activated
  password_hash text,
  activated_at timestamptz,
  -- holds a password that everybody knows: never in production
  demo boolean not null default false
);

-- The secret that was handed out at opening, on paper or by the notice. One at a time for an account.
create table account.activation (
  account_id uuid primary key references account.account on delete cascade,
  secret_hash bytea not null,
  expires_at timestamptz not null
);

create table account.factor (
  factor_id uuid primary key,
  account_id uuid not null references account.account on delete cascade,
  kind text not null check (kind in ('totp', 'email', 'sms', 'passkey')),
  label text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- a passkey whose counter went back: there are two of it
  suspended_at timestamptz,
  -- totp: the sealed secret, and the last step that was taken
  sealed_secret bytea,
  last_step bigint,
  -- passkey
  credential_id text unique,
  public_key bytea,
  counter bigint,
  transports text[]
);
create index factor_of_account on account.factor (account_id);

create table account.recovery_code (
  account_id uuid not null references account.account on delete cascade,
  code_hash bytea not null,
  primary key (account_id, code_hash)
);

-- A browser in which the person has signed in; its cookie holds the token.
create table account.device (
  device_id uuid primary key,
  account_id uuid not null references account.account on delete cascade,
  token_hash bytea not null unique,
  label text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index device_of_account on account.device (account_id);

-- stage: the password was right and the second factor is still due; or signed in.
create table account.session (
  session_id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references account.account on delete cascade,
  device_id uuid references account.device on delete cascade,
  stage text not null check (stage in ('second-factor', 'signed-in')),
  amr text[] not null,
  -- of the authorization server, where it sent the browser here
  interaction text,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_of_account on account.session (account_id);
create index session_by_expiry on account.session (expires_at);

-- What was asked and waits for its answer, once: a code that was sent, the challenge of a passkey, a secret not yet confirmed.
create table account.challenge (
  token_hash bytea not null,
  purpose text not null,
  account_id uuid references account.account on delete cascade,
  expected bytea not null,
  attempts_left integer not null,
  interaction text,
  expires_at timestamptz not null,
  primary key (token_hash, purpose)
);
create index challenge_by_expiry on account.challenge (expires_at);

-- Failures in one window. The key is a keyed hash: it names neither person nor address.
create table account.throttle (
  key bytea primary key,
  failures integer not null,
  window_ends_at timestamptz not null
);
create index throttle_by_expiry on account.throttle (window_ends_at);

-- Security events of accounts whose person has no record; those of a record stand in its journal.
create table account.security_event (
  event_id uuid primary key,
  account_id uuid not null references account.account on delete cascade,
  at timestamptz not null,
  operation text not null,
  outcome text not null,
  reasons text[] not null,
  detail jsonb not null
);
create index security_event_of_account on account.security_event (account_id, at);
