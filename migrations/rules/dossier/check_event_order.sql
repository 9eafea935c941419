-- A history begins with its filing, once; every later event follows what its writer saw, and neither goes before what it follows nor lies in
-- a time to come.
-- Source: decision 16; history in order.
--   DS001 the dossier has changed meanwhile   DS002 not allowed   DS008 an event before the one it follows, or of a time to come
CREATE OR REPLACE FUNCTION dossier.check_event_order(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF d.id IS NULL THEN
    RAISE EXCEPTION 'no dossier %', e.dossier_id USING ERRCODE = 'DS002';
  END IF;
  -- ON CONFLICT DO NOTHING would keep what the event does to the dossier and drop the event.
  IF EXISTS (SELECT FROM dossier.dossier_event written WHERE written.dossier_id = e.dossier_id AND written.id = e.id) THEN
    RAISE EXCEPTION 'event % has been written', e.id USING ERRCODE = 'DS002';
  END IF;
  IF (e.kind = 'filed') <> (d.seq = 0) OR e.kind = 'filed' AND (e.to_status <> 1 OR e.from_status IS NOT NULL) THEN
    RAISE EXCEPTION 'a history begins with its filing, once' USING ERRCODE = 'DS002';
  END IF;
  IF e.kind = 'filed' AND e.at <> d.filed_at THEN
    RAISE EXCEPTION 'the dossier was filed at %', d.filed_at USING ERRCODE = 'DS002';
  END IF;
  IF e.kind <> 'filed' AND e.from_status IS DISTINCT FROM d.status THEN
    RAISE EXCEPTION 'the dossier is at status %, not %', d.status, e.from_status USING ERRCODE = 'DS001';
  END IF;
  -- What is to come holds up whatever follows it, so a clock that is wrong may be wrong by a day at most.
  IF e.at > clock_timestamp() + interval '1 day' THEN
    RAISE EXCEPTION 'an event of % is of a time to come', e.at USING ERRCODE = 'DS008';
  END IF;
  -- The clocks of two processes may differ a little.
  IF e.at < d.changed_at - interval '5 minutes' THEN
    RAISE EXCEPTION 'an event of % cannot follow one of %', e.at, d.changed_at USING ERRCODE = 'DS008';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_order(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
