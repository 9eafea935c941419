-- A dossier is the projection of its history. The program may only append events; this judges each by the checks below, in their order,
-- numbers it, chains its hash, and applies it to the dossier with the owner's rights. So no statement of the program moves a status except
-- along dossier.status_move, skips a reason, or touches what has happened.
-- Source: decision 16; statuses 1 to 10 of the national portal; one-stop procedure, Decree 118/2025/NĐ-CP.
--   DS001 the dossier has changed meanwhile   DS002 not allowed                       DS003 reason of another status
--   DS004 a fee is due first                  DS005 this needs a head of unit         DS007 not rated twice, nor before return
--   DS008 an event before the one it follows, or of a time to come
CREATE OR REPLACE FUNCTION dossier.append_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  d dossier.dossier;
  late boolean;
BEGIN
  -- Parallel events of one dossier wait here for one another.
  SELECT * INTO d FROM dossier.dossier WHERE id = NEW.dossier_id FOR UPDATE;
  -- No rule reads what is sealed; it is not carried along.
  d.answers := NULL;
  PERFORM dossier.check_event_order(NEW, d);
  PERFORM dossier.check_event_actor(NEW, d);
  PERFORM dossier.check_event_move(NEW, d);
  PERFORM dossier.check_event_reason(NEW);
  PERFORM dossier.check_event_approval(NEW, d);
  PERFORM dossier.check_event_date(NEW, d);
  PERFORM dossier.check_event_fee(NEW);
  PERFORM dossier.check_event_notice(NEW, d);
  PERFORM dossier.check_event_rating(NEW, d);
  -- Counted overdue: a second request for papers, or a decision after the promised time.
  late := NEW.to_status = 5 AND d.supplements >= 1 OR NEW.to_status IN (8, 9) AND d.due_at IS NOT NULL AND NEW.at > d.due_at;
  NEW.seq := d.seq + 1;
  NEW.prev_hash := d.last_hash;
  NEW.hash := dossier.event_hash(NEW);
  UPDATE dossier.dossier SET
    seq = NEW.seq,
    last_hash = NEW.hash,
    changed_at = NEW.at,
    status = coalesce(NEW.to_status, status),
    received_at = CASE WHEN NEW.to_status IN (2, 4) THEN coalesce(received_at, NEW.at) ELSE received_at END,
    -- No time runs while the citizen has to act.
    due_at = CASE WHEN NEW.to_status IN (5, 6) THEN NULL ELSE coalesce(NEW.due_at, due_at) END,
    supplements = supplements + (NEW.to_status IS NOT DISTINCT FROM 5)::int,
    counted_overdue = counted_overdue OR coalesce(late, false),
    payment_state = coalesce(NEW.payment_state, payment_state),
    rating = coalesce(NEW.rating, rating)
  WHERE id = d.id;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION dossier.append_event() FROM PUBLIC;

CREATE OR REPLACE TRIGGER append BEFORE INSERT ON dossier.dossier_event FOR EACH ROW EXECUTE FUNCTION dossier.append_event();
