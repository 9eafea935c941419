-- Up Migration
-- One row per sign-in interaction that has gone beyond its first page. Keyed by SHA-256 of the interaction's uid, so that
-- reading the table gives nobody a running interaction. `personal` is sealed and bound to the row. `version` rises by one
-- with every change: of two parallel posts one is refused and continues from what the other decided.
CREATE TABLE identity.sign_in_flow (
  uid_hash   bytea       PRIMARY KEY CHECK (octet_length(uid_hash) = 32),
  version    integer     NOT NULL CHECK (version > 0),
  state      jsonb       NOT NULL,
  personal   bytea,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

CREATE INDEX sign_in_flow_expires_at ON identity.sign_in_flow (expires_at);
