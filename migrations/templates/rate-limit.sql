-- The table of rate-limiter-flexible (its columns, in its order); keys are HMACs. `expire` is in milliseconds since the epoch.
--
-- A limit is counted and given back with nearly every request it is about, and only its points change: with room on its page a row is
-- rewritten beside itself and no index is touched.
CREATE TABLE :schema.rate_limit (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
CREATE INDEX rate_limit_expire ON :schema.rate_limit (expire);
