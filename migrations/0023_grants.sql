-- Up Migration

-- What a person has allowed a client: one row per pair, reused by every session. The id is never shown to anybody.
CREATE TABLE identity.oidc_grant (
  id text PRIMARY KEY,                  -- find, destroy
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85);
-- store.grant.find-id, store.grant.of-account, and the decision which of two grants made at the same moment stands.
CREATE UNIQUE INDEX oidc_grant_pair ON identity.oidc_grant (account_id, client_id);
-- store.grant.expire.
CREATE INDEX oidc_grant_expiry ON identity.oidc_grant (expires_at) WHERE expires_at IS NOT NULL;
