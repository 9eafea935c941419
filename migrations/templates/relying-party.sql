-- What one relying party keeps. The module's connection finds the tables by its search_path (`createDb({ searchPath: 'catalogue' })`).

-- One sign-in under way in one tab. PKCE verifier and nonce are derived from the state and never stored.
CREATE TABLE :schema.rp_login (
  state_hash bytea PRIMARY KEY,
  browser_hash bytea NOT NULL,
  return_to text NOT NULL,
  asked_acr text,
  asked_max_age integer,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX rp_login_expires_at ON :schema.rp_login (expires_at);

-- One signed-in browser. Claims and tokens are sealed; the cookie's value is stored as its SHA-256.
CREATE TABLE :schema.rp_session (
  id_hash bytea PRIMARY KEY,
  issuer text NOT NULL,
  subject text NOT NULL,
  sid text,
  acr text,
  amr text[] NOT NULL,
  auth_time timestamptz,
  claims bytea NOT NULL,
  tokens bytea NOT NULL,
  tokens_version integer NOT NULL,
  refresh_lease timestamptz,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX rp_session_sid ON :schema.rp_session (issuer, sid) WHERE sid IS NOT NULL;
CREATE INDEX rp_session_subject ON :schema.rp_session (issuer, subject);
CREATE INDEX rp_session_expires_at ON :schema.rp_session (expires_at);

-- What may happen once: DPoP proofs, logout tokens; and the provider sessions that have ended (kind `ended`).
CREATE TABLE :schema.rp_once (
  kind text NOT NULL,
  key bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE INDEX rp_once_expires_at ON :schema.rp_once (expires_at);
