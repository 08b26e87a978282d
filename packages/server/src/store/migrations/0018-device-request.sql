-- SPDX-License-Identifier: Apache-2.0
--
-- Sign-ins at a device of the user's own that another provider was asked for (CIBA). The request of the software is among
-- the artifacts; here is what the provider calls its own, and when it may be looked at again, by one process at a time.

create table authorization_server.device_request (
  request_hash bytea primary key,
  account_id text not null,
  -- auth_req_id of the provider: worth nothing without our credentials there
  asked text not null,
  interval_seconds integer not null,
  look_at timestamptz not null,
  expires_at timestamptz not null
);
create index device_request_of_account on authorization_server.device_request (account_id);
create index device_request_by_expiry on authorization_server.device_request (expires_at);
