-- A result is rated once, by an event that is only that, after it has been returned (status 10).
-- Source: decision 16; rating of the settlement of procedures (Decree 118/2025/NĐ-CP).
--   DS007 not rated twice, nor before return
CREATE OR REPLACE FUNCTION dossier.check_event_rating(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (e.kind = 'rated') <> (e.rating IS NOT NULL) OR e.kind = 'rated' AND (d.status <> 10 OR d.rating IS NOT NULL) THEN
    RAISE EXCEPTION 'a result is rated once, after it has been returned' USING ERRCODE = 'DS007';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_rating(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
