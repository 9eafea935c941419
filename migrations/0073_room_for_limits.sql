-- Up Migration

-- A limit is counted and given back with nearly every sign-in, and only its points change: with room on its page a row is rewritten
-- beside itself and no index is touched.
ALTER TABLE identity.rate_limit SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
