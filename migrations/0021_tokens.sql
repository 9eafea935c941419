-- Up Migration

CREATE TABLE identity.access_token (
  id bytea PRIMARY KEY,                 -- find, destroy
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
-- store.access-token.revoke and store.access-token.revoke-in-session.
CREATE INDEX access_token_grant ON identity.access_token (grant_id) WHERE grant_id IS NOT NULL;
-- store.access-token.end-session: only tokens that end with their session are looked for by it.
CREATE INDEX access_token_session ON identity.access_token (session_uid) WHERE expires_with_session;
CREATE INDEX access_token_expiry ON identity.access_token (expires_at);

-- A rotated token stays until it expires, so that its reuse is noticed. `sealed_successor` is the value of the token that replaced
-- it, encrypted under a key derived from this token's own value, which only the client has.
CREATE TABLE identity.refresh_token (
  id bytea PRIMARY KEY,                 -- find, rotate
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  successor_id bytea,
  sealed_successor bytea,
  payload jsonb NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
-- store.refresh-token.revoke and store.refresh-token.revoke-in-session.
CREATE INDEX refresh_token_grant ON identity.refresh_token (grant_id) WHERE grant_id IS NOT NULL;
-- store.refresh-token.end-session.
CREATE INDEX refresh_token_session ON identity.refresh_token (session_uid) WHERE expires_with_session;
CREATE INDEX refresh_token_expiry ON identity.refresh_token (expires_at);

CREATE TABLE identity.client_credentials (
  id bytea PRIMARY KEY,                 -- find, destroy
  client_id text,
  expires_at timestamptz NOT NULL,
  payload jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
CREATE INDEX client_credentials_expiry ON identity.client_credentials (expires_at);
