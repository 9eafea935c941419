-- A receipt is for an order that is paid, of its amount and day, and takes the next number of its year in Vietnam.
-- Source: electronic receipts are numbered without a gap and anew each year (Decree 254/2026/NĐ-CP, Circular 91/2026/TT-BTC); decision 16.
CREATE OR REPLACE FUNCTION payment.check_receipt() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.payment_order o WHERE o.id = NEW.order_id AND o.status = 'paid'
                  AND (o.amount, o.paid_at) = (NEW.amount, NEW.issued_at)) THEN
    RAISE EXCEPTION 'receipt % is for nothing that was paid', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.number <> NEW.series || lpad((NEW.year % 100)::text, 2, '0') || '-' || lpad(NEW.sequence::text, 8, '0')
     OR NEW.year <> extract(year FROM NEW.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh')
     OR NOT EXISTS (SELECT FROM payment.receipt_counter c WHERE (c.series, c.year) = (NEW.series, NEW.year) AND c.last >= NEW.sequence)
     OR NEW.sequence > 1 AND NOT EXISTS (
       SELECT FROM payment.receipt r WHERE (r.series, r.year, r.sequence) = (NEW.series, NEW.year, NEW.sequence - 1)) THEN
    RAISE EXCEPTION 'receipt % is out of order', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_receipt() FROM PUBLIC;

DROP TRIGGER IF EXISTS receipt_stands ON payment.receipt;
CREATE CONSTRAINT TRIGGER receipt_stands AFTER INSERT ON payment.receipt
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_receipt();
