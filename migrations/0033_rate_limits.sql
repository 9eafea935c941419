-- Up Migration

-- The table of rate-limiter-flexible (its columns, in its order); keys are HMACs. `expire` is in milliseconds since the epoch.
CREATE TABLE identity.rate_limit (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CREATE INDEX rate_limit_expire ON identity.rate_limit (expire);
