-- SPDX-License-Identifier: Apache-2.0
--
-- What somebody has open: their sign-ins and the applications that act for them, found by who they are.

create index artifact_of_account on authorization_server.artifact ((payload ->> 'accountId')) where model = 'Session';
create index grant_context_of_account on authorization_server.grant_context (account_id);
