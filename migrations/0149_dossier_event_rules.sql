-- Up Migration
-- What an event may say beside its move, so that nobody who can only append events can tell a story that did not happen. Fires before
-- `append` (by its name), which judges the move and applies it.
--   DS002 not allowed   DS004 a fee is due first   DS008 an event before the one it follows
CREATE FUNCTION dossier.admit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  d dossier.dossier;
  n dossier.payment_notice;
BEGIN
  SELECT * INTO d FROM dossier.dossier WHERE id = NEW.dossier_id FOR UPDATE;
  -- The clocks of two processes may differ a little.
  IF NEW.at < d.changed_at - interval '5 minutes' THEN
    RAISE EXCEPTION 'an event of % cannot follow one of %', NEW.at, d.changed_at USING ERRCODE = 'DS008';
  END IF;
  IF NEW.payment_state IS DISTINCT FROM (CASE NEW.kind
       WHEN 'fee-requested' THEN 'requested'
       WHEN 'fee-paid' THEN 'paid'
       WHEN 'fee-expired' THEN 'to-arrange'
       WHEN 'fee-refunded' THEN 'refunded'
       WHEN 'filed' THEN CASE WHEN NEW.payment_state IS NOT NULL THEN 'to-arrange' END
       WHEN 'moved' THEN CASE WHEN NEW.to_status = 6 THEN 'to-arrange' END
     END) THEN
    RAISE EXCEPTION 'an event of the kind % does not say that a fee is %', NEW.kind, NEW.payment_state USING ERRCODE = 'DS002';
  END IF;
  IF NEW.kind = 'fee-requested' AND NEW.actor <> 'system' THEN
    RAISE EXCEPTION 'a fee is requested by the service itself' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.due_at IS NOT NULL AND NEW.kind <> 'moved' THEN
    RAISE EXCEPTION 'only a move sets a date' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.to_status IN (3, 5, 7, 8) AND (
       length(regexp_replace(coalesce(NEW.legal_ground, ''), '[^[:alnum:]]', '', 'g')) < 8
       OR length(regexp_replace(coalesce(NEW.remedy, ''), '[^[:alnum:]]', '', 'g')) < 8) THEN
    RAISE EXCEPTION 'the legal ground and what to do are told in words'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reason_ground_remedy';
  END IF;
  IF NEW.actor <> 'payment' THEN
    RETURN NEW;
  END IF;
  SELECT * INTO n FROM dossier.payment_notice WHERE id = NEW.payment_notice AND dossier_id = NEW.dossier_id;
  IF n.type IS DISTINCT FROM (CASE NEW.kind
       WHEN 'fee-paid' THEN 'order.paid'
       WHEN 'moved' THEN 'order.paid'
       WHEN 'fee-expired' THEN 'order.expired'
       WHEN 'fee-refunded' THEN 'order.refunded'
     END)
     OR NOT EXISTS (
       SELECT FROM dossier.fee_request f WHERE f.dossier_id = NEW.dossier_id AND f.amount = n.amount
         AND CASE NEW.kind
               WHEN 'fee-expired' THEN f.state = 'to-arrange'
               WHEN 'fee-refunded' THEN f.state = 'refunded' AND f.order_id = n.order_id
               ELSE f.state = 'paid' AND f.order_id = n.order_id
             END) THEN
    RAISE EXCEPTION 'the notice % is not about this', NEW.payment_notice USING ERRCODE = 'DS002';
  END IF;
  IF NEW.kind = 'moved' AND d.status = 6 AND d.payment_state <> 'paid' THEN
    RAISE EXCEPTION 'status 6 is left when the fee has come' USING ERRCODE = 'DS004';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER admit BEFORE INSERT ON dossier.dossier_event FOR EACH ROW EXECUTE FUNCTION dossier.admit_event();

-- A place is taken away from somebody, not forgotten: events name it.
REVOKE DELETE ON dossier.staff FROM mocua_dossier;
