-- Up Migration

-- What lives from one request to the next. The key is SHA-256 of the bearer's value, so that no row can be presented at an endpoint.
-- These tables are emptied as fast as they are filled: vacuum early, and by count rather than by share.

CREATE TABLE identity.authorization_code (
  id bytea PRIMARY KEY,                 -- find, consume
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = 20000);
-- store.authorization-code.revoke: everything issued under a grant.
CREATE INDEX authorization_code_grant ON identity.authorization_code (grant_id) WHERE grant_id IS NOT NULL;
-- store.authorization-code.expire. There is no index by session: a code lives a minute, and one that is bound to a session is refused
-- by the provider as soon as the session is gone.
CREATE INDEX authorization_code_expiry ON identity.authorization_code (expires_at);

CREATE TABLE identity.device_code (
  id bytea PRIMARY KEY,                 -- find, consume
  user_code bytea,                      -- SHA-256 too
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
-- store.device-code.find-by-user-code; unique, so that one person's code never opens another person's device.
CREATE UNIQUE INDEX device_code_user_code ON identity.device_code (user_code) WHERE user_code IS NOT NULL;
CREATE INDEX device_code_grant ON identity.device_code (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX device_code_expiry ON identity.device_code (expires_at);

CREATE TABLE identity.backchannel_authentication_request (
  id bytea PRIMARY KEY,                 -- find, consume
  grant_id text,
  account_id uuid,
  client_id text,
  session_uid text,
  expires_with_session boolean NOT NULL DEFAULT false,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  payload jsonb NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX backchannel_authentication_request_grant ON identity.backchannel_authentication_request (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX backchannel_authentication_request_expiry ON identity.backchannel_authentication_request (expires_at);

-- A pushed request and a running sign-in hold what the person typed or was called with (login_hint, the chosen account) and other
-- bearers' values. They are only ever found by their own id, so all of it is encrypted under a key derived from that id.
CREATE TABLE identity.pushed_authorization_request (
  id bytea PRIMARY KEY,                 -- find, consume
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  sealed bytea NOT NULL
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = 20000);
CREATE INDEX pushed_authorization_request_expiry ON identity.pushed_authorization_request (expires_at);

CREATE TABLE identity.interaction (
  id bytea PRIMARY KEY,                 -- find, destroy
  expires_at timestamptz NOT NULL,
  sealed bytea NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX interaction_expiry ON identity.interaction (expires_at);

-- Used jti values of client assertions and DPoP proofs.
CREATE TABLE identity.replay_detection (
  id bytea PRIMARY KEY,                 -- store.replay-detection.claim
  expires_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 50000);
CREATE INDEX replay_detection_expiry ON identity.replay_detection (expires_at);
