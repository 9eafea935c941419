-- Up Migration
-- What an event may say beside its move, so that nobody who can only append events can tell a story that did not happen. Fires before
-- `append` (by its name), which judges the move and applies it.
--   DS002 not allowed   DS004 a fee is due first   DS008 an event before the one it follows, or of a time to come
CREATE FUNCTION dossier.admit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  d dossier.dossier;
  n dossier.payment_notice;
BEGIN
  SELECT * INTO d FROM dossier.dossier WHERE id = NEW.dossier_id FOR UPDATE;
  -- ON CONFLICT DO NOTHING would keep what `append` does to the dossier and drop the event.
  IF EXISTS (SELECT FROM dossier.dossier_event e WHERE e.dossier_id = NEW.dossier_id AND e.id = NEW.id) THEN
    RAISE EXCEPTION 'event % has been written', NEW.id USING ERRCODE = 'DS002';
  END IF;
  IF (NEW.kind, NEW.actor) NOT IN (
       ('filed', 'citizen'), ('moved', 'citizen'), ('moved', 'officer'), ('moved', 'payment'), ('rated', 'citizen'), ('noted', 'citizen'),
       ('noted', 'officer'), ('fee-requested', 'system'), ('fee-paid', 'payment'), ('fee-expired', 'payment'), ('fee-refunded', 'payment')) THEN
    RAISE EXCEPTION 'an event of the kind % is not the %''s', NEW.kind, NEW.actor USING ERRCODE = 'DS002';
  END IF;
  IF NEW.kind = 'filed' AND NEW.at <> d.filed_at THEN
    RAISE EXCEPTION 'the dossier was filed at %', d.filed_at USING ERRCODE = 'DS002';
  END IF;
  -- What is to come holds up whatever follows it, so a clock that is wrong may be wrong by a day at most.
  IF NEW.at > clock_timestamp() + interval '1 day' THEN
    RAISE EXCEPTION 'an event of % is of a time to come', NEW.at USING ERRCODE = 'DS008';
  END IF;
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
  IF NEW.kind = 'fee-requested' AND NOT EXISTS (
       SELECT FROM dossier.fee_request f WHERE f.dossier_id = NEW.dossier_id AND f.state IN ('to-arrange', 'requested') AND f.order_id IS NOT NULL) THEN
    RAISE EXCEPTION 'no fee of this dossier has an order' USING ERRCODE = 'DS002';
  END IF;
  -- A date is promised when the dossier is received or goes on, with its calculation, and then stands.
  IF (NEW.calculation ->> 'dueAt')::timestamptz IS DISTINCT FROM NEW.due_at
     OR NEW.due_at IS NOT NULL AND (NEW.kind <> 'moved' OR NEW.to_status NOT IN (2, 4) OR d.due_at IS NOT NULL) THEN
    RAISE EXCEPTION 'this event sets no date' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.approved_by IS NOT NULL AND (NEW.to_status IS DISTINCT FROM 5 OR NOT EXISTS (
       SELECT FROM dossier.staff s WHERE s.id = NEW.approved_by AND s.active AND s.role = 'head'
         AND (d.agency = s.agency OR starts_with(d.agency, s.agency || '.')))) THEN
    RAISE EXCEPTION 'only a head of unit approves a request for papers' USING ERRCODE = 'DS005';
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

-- Status 6 and a fee that is due at filing come together with the fee.
CREATE FUNCTION dossier.check_fee_asked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.fee_request f WHERE f.dossier_id = NEW.dossier_id AND f.state IN ('to-arrange', 'requested')) THEN
    RAISE EXCEPTION 'no fee is asked for' USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER fee_asked AFTER INSERT ON dossier.dossier_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.payment_state = 'to-arrange' AND NEW.kind IN ('filed', 'moved')) EXECUTE FUNCTION dossier.check_fee_asked();

-- When the database itself took the event, beside when the program says it happened; nobody can write it.
ALTER TABLE dossier.dossier_event ADD COLUMN recorded_at timestamptz;
ALTER TABLE dossier.dossier_event ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
REVOKE INSERT ON dossier.dossier_event FROM mocua_dossier;
GRANT INSERT (dossier_id, id, kind, from_status, to_status, at, actor, actor_id, reason_code, legal_ground, remedy, approved_by, payment_state,
              payment_notice, due_at, calculation, rating, detail) ON dossier.dossier_event TO mocua_dossier;

-- Who is staff is written by a role of its own, as which the operator's command acts; the service only reads it. A place is taken away
-- from somebody, not forgotten: events name it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mocua_staff') THEN
    BEGIN
      CREATE ROLE mocua_staff NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'mocua_staff', 'USAGE') THEN
    GRANT mocua_staff TO CURRENT_USER;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA dossier TO mocua_staff;
GRANT SELECT, INSERT, UPDATE (name, role, active) ON dossier.staff TO mocua_staff;
REVOKE INSERT, UPDATE, DELETE ON dossier.staff FROM mocua_dossier;

-- Whoever may run a trigger's function may hang it on a table of their own, and act there with the owner's rights.
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'dossier'::regnamespace AND prorettype = 'trigger'::regtype LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END
$$;
-- Its pattern is read anew in every session, in the spelling which that session has chosen.
ALTER FUNCTION dossier.issue_code(uuid, text, date) SET standard_conforming_strings = on;
