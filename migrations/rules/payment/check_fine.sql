-- A fine is paid by its order, of that amount, and stays paid.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_fine() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'paid' AND (NEW.status, NEW.paid_at, NEW.paid_amount) IS DISTINCT FROM (OLD.status, OLD.paid_at, OLD.paid_amount)
     OR NEW.status = 'paid' AND NOT EXISTS (
       SELECT FROM payment.payment_order o WHERE o.fine_id = NEW.id AND o.status = 'paid' AND o.amount = NEW.paid_amount) THEN
    RAISE EXCEPTION 'fine % has not been paid so', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_fine() FROM PUBLIC;

DROP TRIGGER IF EXISTS fine_paid ON payment.fine;
CREATE CONSTRAINT TRIGGER fine_paid AFTER INSERT OR UPDATE OF status, paid_at, paid_amount ON payment.fine
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_fine();
