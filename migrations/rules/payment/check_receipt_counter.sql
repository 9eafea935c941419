-- A number is drawn with its receipt: none is drawn for nothing. Judged at commit.
-- Source: as check_receipt.
CREATE OR REPLACE FUNCTION payment.check_receipt_counter() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.receipt r WHERE (r.series, r.year, r.sequence) = (NEW.series, NEW.year, NEW.last)) THEN
    RAISE EXCEPTION 'the number % of % has no receipt', NEW.last, NEW.series USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_receipt_counter() FROM PUBLIC;

DROP TRIGGER IF EXISTS receipt_counter_used ON payment.receipt_counter;
CREATE CONSTRAINT TRIGGER receipt_counter_used AFTER INSERT OR UPDATE ON payment.receipt_counter
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt_counter();
