-- What the workers know together of the lanes their jobs go out by (src/shared/jobs): only of those that lately gave trouble, so there are few
-- rows, and a lane that answers costs nothing. A breaker is open while `opened_at` is set.
CREATE TABLE :schema.job_lane (
  lane text PRIMARY KEY,
  failures integer NOT NULL,
  -- It answers, but takes longer than a first try is given.
  patient boolean NOT NULL DEFAULT false,
  opened_at timestamptz,
  -- When one job is tried to see whether the other side is back.
  probe_at timestamptz,
  pause_ms integer NOT NULL,
  last_error text,
  changed_at timestamptz NOT NULL,
  CHECK ((opened_at IS NULL) = (probe_at IS NULL))
);
