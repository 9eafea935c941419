-- A status moves along dossier.status_move and by whom that names. Accepting and deciding presuppose the fee; status 6 is left when it has come.
-- Source: decision 16; statuses 1 to 10 of the national portal.
--   DS002 this move is not allowed   DS004 a fee is due first
CREATE OR REPLACE FUNCTION dossier.check_event_move(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF e.kind <> 'moved' THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM dossier.status_move m WHERE (m.from_status, m.to_status, m.actor) = (d.status, e.to_status, e.actor)) THEN
    RAISE EXCEPTION 'status % does not become % by the %', d.status, e.to_status, e.actor USING ERRCODE = 'DS002';
  END IF;
  IF e.to_status IN (2, 9) AND d.payment_state IN ('to-arrange', 'requested') THEN
    RAISE EXCEPTION 'a fee is due' USING ERRCODE = 'DS004';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_move(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
