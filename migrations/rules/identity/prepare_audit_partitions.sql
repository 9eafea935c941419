-- The audit trail is append-only for the program: it may insert and read, and call this. Makes the partitions of the month of `start` and of the
-- `months` after it, and returns how many it made. Rows that had already fallen into the default partition move into theirs. Runs with the
-- rights of the owner of the tables, so that the worker can call it without being able to change an event.
-- Source: docs/architecture.md, data; history that only grows.
CREATE OR REPLACE FUNCTION identity.prepare_audit_partitions(start timestamptz, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  lower_bound timestamptz;
  upper_bound timestamptz;
  partition_name text;
  made integer := 0;
BEGIN
  IF months < 0 OR months > 120 THEN
    RAISE EXCEPTION 'months must be between 0 and 120';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('identity.prepare_audit_partitions'));
  FOR i IN 0..months LOOP
    lower_bound := date_trunc('month', start) + make_interval(months => i);
    upper_bound := lower_bound + interval '1 month';
    partition_name := 'audit_event_' || to_char(lower_bound, 'YYYY_MM');
    CONTINUE WHEN to_regclass('identity.' || partition_name) IS NOT NULL;
    EXECUTE format('CREATE TABLE identity.%I (LIKE identity.audit_event INCLUDING ALL)', partition_name);
    EXECUTE format('REVOKE ALL ON identity.%I FROM mocua_identity', partition_name);
    EXECUTE format(
      'WITH moved AS (DELETE FROM identity.audit_event_default WHERE at >= $1 AND at < $2 RETURNING *)
       INSERT INTO identity.%I SELECT * FROM moved', partition_name) USING lower_bound, upper_bound;
    EXECUTE format('ALTER TABLE identity.audit_event ATTACH PARTITION identity.%I FOR VALUES FROM (%L) TO (%L)',
      partition_name, lower_bound, upper_bound);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION identity.prepare_audit_partitions(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.prepare_audit_partitions(timestamptz, integer) TO mocua_identity;

-- A database is ready for a year from its migration on; then the worker goes on.
SELECT identity.prepare_audit_partitions(now(), 12);
