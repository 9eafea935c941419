-- A date is promised when the dossier is received or goes on, with its calculation, and then stands. How it is found is the program's to know
-- (src/dossier/calendar); here it is only promised once and shown as it was found.
-- Source: decision 16; note of acceptance and appointment (Decree 118/2025/NĐ-CP).
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_event_date(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (e.calculation ->> 'dueAt')::timestamptz IS DISTINCT FROM e.due_at
     OR e.due_at IS NOT NULL AND (e.kind <> 'moved' OR e.to_status NOT IN (2, 4) OR d.due_at IS NOT NULL) THEN
    RAISE EXCEPTION 'this event sets no date' USING ERRCODE = 'DS002';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_date(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
