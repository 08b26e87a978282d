-- SPDX-License-Identifier: Apache-2.0
--
-- Assertions of professional software that were used: each is taken once, by whichever process.

create table authorization_server.assertion (
  assertion_hash bytea primary key,
  expires_at timestamptz not null
);
create index assertion_by_expiry on authorization_server.assertion (expires_at);
