-- Each kind of event is told by the one whose it is: the citizen whose dossier it is, an active member of staff of its agency, or the payment
-- service. Money is spoken of by the payment service alone.
-- Source: decision 16; who may.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_event_actor(e dossier.dossier_event, d dossier.dossier) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (e.kind, e.actor) NOT IN (
       ('filed', 'citizen'), ('moved', 'citizen'), ('moved', 'officer'), ('moved', 'payment'), ('rated', 'citizen'), ('noted', 'citizen'),
       ('noted', 'officer'), ('fee-requested', 'system'), ('fee-paid', 'payment'), ('fee-expired', 'payment'), ('fee-refunded', 'payment')) THEN
    RAISE EXCEPTION 'an event of the kind % is not the %''s', e.kind, e.actor USING ERRCODE = 'DS002';
  END IF;
  IF e.actor = 'citizen' AND e.actor_id <> d.person_id THEN
    RAISE EXCEPTION 'not this person''s dossier' USING ERRCODE = 'DS002';
  END IF;
  IF e.actor = 'officer' AND NOT EXISTS (
       SELECT FROM dossier.staff s WHERE s.id = e.actor_id AND s.active AND (d.agency = s.agency OR starts_with(d.agency, s.agency || '.'))) THEN
    RAISE EXCEPTION 'not this agency''s dossier' USING ERRCODE = 'DS002';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_event_actor(dossier.dossier_event, dossier.dossier) FROM PUBLIC;
