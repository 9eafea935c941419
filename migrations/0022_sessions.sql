-- Up Migration

-- One row per signed-in (or signing-in) browser. `uid` never changes; the cookie's value does, and only its SHA-256 is kept.
-- Most updates move nothing that is indexed (`sweep_at` is rounded up), so they stay on their page (HOT): hence the fillfactor.
CREATE TABLE identity.oidc_session (
  uid text PRIMARY KEY,                 -- findByUid, every save, end
  id bytea NOT NULL,
  previous_id bytea,                    -- a second cookie value that is still accepted until previous_until
  previous_until timestamptz,
  account_id uuid,
  login_ts bigint,                      -- when the person last authenticated, seconds since the epoch
  login jsonb NOT NULL,                 -- accountId, acr, amr, loginTs, transient
  payload jsonb NOT NULL,               -- everything else but `authorizations`
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  max_expires_at timestamptz,           -- expires_at is never moved past it
  sweep_at timestamptz NOT NULL,        -- expires_at rounded up to ten minutes
  user_agent text,
  ip text
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
-- store.session.find.
CREATE UNIQUE INDEX oidc_session_id ON identity.oidc_session (id);
-- store.session.find, second branch.
CREATE INDEX oidc_session_previous ON identity.oidc_session (previous_id) WHERE previous_id IS NOT NULL;
-- store.session.list and store.session.of-account.
CREATE INDEX oidc_session_account ON identity.oidc_session (account_id) WHERE account_id IS NOT NULL;
-- store.session.expired.
CREATE INDEX oidc_session_sweep ON identity.oidc_session (sweep_at);

-- One row per client the session has signed in to, so that tabs working at the same time add rows instead of overwriting a document.
CREATE TABLE identity.oidc_session_client (
  session_uid text NOT NULL REFERENCES identity.oidc_session (uid) ON DELETE CASCADE,
  client_id text NOT NULL,
  sid text,
  -- Two tabs that enter the same portal for the first time at the same moment each give it a sid; the portal may hold either.
  other_sids text[] NOT NULL DEFAULT '{}',
  grant_id text,
  persists_logout boolean NOT NULL DEFAULT false,
  rest jsonb,                           -- properties this version does not know
  PRIMARY KEY (session_uid, client_id)  -- all uses
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
