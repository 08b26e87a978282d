-- SPDX-License-Identifier: Apache-2.0
--
-- The access without authorisation on which a grant stands; the grant ends with it. Its reason is in record.relation only.

alter table authorization_server.grant_context add column access_id text;
