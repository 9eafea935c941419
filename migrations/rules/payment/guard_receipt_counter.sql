-- The counter of receipts begins at one and goes up by one.
-- Source: as check_receipt.
CREATE OR REPLACE FUNCTION payment.guard_receipt_counter() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.last <> 1
     OR TG_OP = 'UPDATE' AND (NEW.series, NEW.year, NEW.last) IS DISTINCT FROM (OLD.series, OLD.year, OLD.last + 1) THEN
    RAISE EXCEPTION 'receipts are numbered one after the other' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION payment.guard_receipt_counter() FROM PUBLIC;

CREATE OR REPLACE TRIGGER receipt_counter_guard BEFORE INSERT OR UPDATE ON payment.receipt_counter
  FOR EACH ROW EXECUTE FUNCTION payment.guard_receipt_counter();
