-- An attempt asks for its order's amount and counts as paid only with the money that came for it.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_attempt() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('open', 'paid'), ('open', 'failed'), ('failed', 'paid'))
     OR NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.amount = NEW.amount)
     OR NEW.status = 'paid' AND NOT EXISTS (
       SELECT FROM payment.incoming i WHERE i.order_id = NEW.order_id AND i.attempt_id = NEW.id AND i.suspense IS NULL) THEN
    RAISE EXCEPTION 'attempt % is not %', NEW.id, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_attempt() FROM PUBLIC;

DROP TRIGGER IF EXISTS attempt_true ON payment.attempt;
CREATE CONSTRAINT TRIGGER attempt_true AFTER INSERT OR UPDATE OF status ON payment.attempt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_attempt();
