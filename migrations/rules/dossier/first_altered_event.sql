-- The number of the first event of a dossier that is not as it was written, 0 when the last one is missing, null when all is well.
-- Source: decision 16; append-only, hash-chained history.
CREATE OR REPLACE FUNCTION dossier.first_altered_event(wanted uuid) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce(
    (SELECT min(seq) FROM (
       SELECT e.seq, e.hash IS DISTINCT FROM dossier.event_hash(e) AS altered,
              e.prev_hash IS DISTINCT FROM lag(e.hash) OVER w OR e.seq <> row_number() OVER w AS unlinked
         FROM dossier.dossier_event e WHERE e.dossier_id = wanted WINDOW w AS (ORDER BY e.seq)) AS checked
      WHERE altered OR unlinked),
    (SELECT 0 FROM dossier.dossier d WHERE d.id = wanted AND d.last_hash IS DISTINCT FROM
       (SELECT e.hash FROM dossier.dossier_event e WHERE e.dossier_id = wanted ORDER BY e.seq DESC LIMIT 1)));
END
$$;
REVOKE ALL ON FUNCTION dossier.first_altered_event(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dossier.first_altered_event(uuid) TO mocua_dossier;
