-- Money in suspense goes back by a way it can go, step by step, and what is known of a return stays known: above all that the gateway has been
-- asked, since what follows from its refusal depends on that. Judged in the order in which it is written here.
-- Source: decision 16; two persons.
CREATE OR REPLACE FUNCTION payment.guard_suspense_return() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'proposed' THEN
      RAISE EXCEPTION 'a return begins as proposed, not as %', NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM payment.incoming
                    WHERE id = NEW.incoming_id AND suspense IS NOT NULL AND amount = NEW.amount
                      AND (NEW.way = 'transfer' OR (gateway = 'vnpay' AND attempt_id IS NOT NULL))) THEN
      RAISE EXCEPTION 'incoming % is no money in suspense of % that can go back this way', NEW.incoming_id, NEW.amount USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.incoming_id, NEW.amount, NEW.way, NEW.proposed_by, NEW.proposed_at)
       IS DISTINCT FROM (OLD.id, OLD.incoming_id, OLD.amount, OLD.way, OLD.proposed_by, OLD.proposed_at)
     OR OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by
     OR OLD.asked_at IS NOT NULL AND NEW.asked_at IS DISTINCT FROM OLD.asked_at
     OR OLD.bank_reference IS NOT NULL AND NEW.bank_reference IS DISTINCT FROM OLD.bank_reference
     OR OLD.status = NEW.status AND (NEW.approved_by, NEW.bank_reference, NEW.failure, NEW.returned_at)
          IS DISTINCT FROM (OLD.approved_by, OLD.bank_reference, OLD.failure, OLD.returned_at) THEN
    RAISE EXCEPTION 'what a return says cannot be changed, it is append-only' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN (
    'proposed>approved', 'proposed>refused', 'approved>returned', 'approved>declined', 'approved>unclear', 'unclear>returned', 'unclear>refused')
     AND NOT (OLD.way = 'transfer' AND OLD.status = 'approved' AND NEW.status = 'refused') THEN
    RAISE EXCEPTION 'a return does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION payment.guard_suspense_return() FROM PUBLIC;

CREATE OR REPLACE TRIGGER suspense_return_guard BEFORE INSERT OR UPDATE ON payment.suspense_return
  FOR EACH ROW EXECUTE FUNCTION payment.guard_suspense_return();
