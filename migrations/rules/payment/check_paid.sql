-- An order is paid together with its money, its receipt and, if it is for a fine, the fine. Judged at commit, because a settlement writes them one
-- after the other.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_paid() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.status = 'paid' AND NOT EXISTS (
    SELECT FROM payment.journal j JOIN payment.posting p ON p.journal_id = j.id
     WHERE j.order_id = NEW.id AND j.kind = 'payment' AND p.account LIKE 'received/%' AND p.amount = NEW.amount) THEN
    RAISE EXCEPTION 'order % has no payment of %', NEW.id, NEW.amount USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'paid' AND (
       NOT EXISTS (SELECT FROM payment.receipt r WHERE r.order_id = NEW.id)
       OR NEW.fine_id IS NOT NULL AND NOT EXISTS (SELECT FROM payment.fine f WHERE f.id = NEW.fine_id AND f.status = 'paid')) THEN
    RAISE EXCEPTION 'order % is % in half', NEW.id, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_paid() FROM PUBLIC;

DROP TRIGGER IF EXISTS payment_order_paid ON payment.payment_order;
CREATE CONSTRAINT TRIGGER payment_order_paid AFTER UPDATE OF status ON payment.payment_order
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_paid();
