-- A payment is booked only for an order that is paid. Judged at commit.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.check_journal_order() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.status = 'paid') THEN
    RAISE EXCEPTION 'journal % is of an order that is not so', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_journal_order() FROM PUBLIC;

DROP TRIGGER IF EXISTS journal_of_order_so ON payment.journal;
CREATE CONSTRAINT TRIGGER journal_of_order_so AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'payment') EXECUTE FUNCTION payment.check_journal_order();
