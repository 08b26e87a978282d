-- Sessions of the portals. A browser holds a secret and nothing else; the tokens that it stands for are sealed with a key
-- made of that secret, so that this table alone opens nothing.

create table authorization_server.portal_session (
  -- SHA-256 of a part of the secret.
  session_hash bytea primary key,
  sealed_tokens bytea not null,
  -- Somebody is having the tokens renewed; a refresh token serves once.
  renewing_until timestamptz,
  expires_at timestamptz not null
);
create index portal_session_end on authorization_server.portal_session (expires_at);
