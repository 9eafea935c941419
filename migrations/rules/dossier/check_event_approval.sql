-- A second request for papers needs a head of unit of the dossier's agency; nothing else is approved.
-- Source: decision 16; papers are asked for once (Decree 118/2025/NĐ-CP, article 17).
--   DS005 this needs a head of unit
CREATE OR REPLACE FUNCTION dossier.check_event_approval(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF e.approved_by IS NULL AND (e.to_status IS DISTINCT FROM 5 OR d.supplements = 0) THEN
    RETURN;
  END IF;
  IF e.to_status IS DISTINCT FROM 5 OR NOT EXISTS (
       SELECT FROM dossier.staff s WHERE s.id = e.approved_by AND s.active AND s.role = 'head'
         AND (d.agency = s.agency OR starts_with(d.agency, s.agency || '.'))) THEN
    RAISE EXCEPTION 'only a head of unit approves, and only a request for papers' USING ERRCODE = 'DS005';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_approval(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
