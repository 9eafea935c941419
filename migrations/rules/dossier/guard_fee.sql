-- A fee is what its items add up to, asked for by an order, paid once and paid back once.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.guard_fee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW.state, NEW.attempt) <> ('to-arrange', 1)
       OR num_nonnulls(NEW.order_id, NEW.order_url, NEW.order_expires_at, NEW.receipt_number, NEW.paid_at) > 0
       OR NEW.amount <> (SELECT coalesce(sum((item ->> 'amount')::bigint), 0) FROM jsonb_array_elements(NEW.items) AS item) THEN
      RAISE EXCEPTION 'a fee begins as the sum of its items, with no order' USING ERRCODE = 'DS002';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN (
       'to-arrange>requested', 'requested>to-arrange', 'to-arrange>paid', 'requested>paid', 'paid>refunded')
     OR (NEW.state = 'to-arrange') <> (NEW.order_id IS NULL)
     OR OLD.order_id IS NOT NULL AND NEW.order_id IS NOT NULL AND (NEW.attempt, NEW.order_id, NEW.order_url, NEW.order_expires_at)
          IS DISTINCT FROM (OLD.attempt, OLD.order_id, OLD.order_url, OLD.order_expires_at)
     OR (NEW.state = OLD.state OR NEW.state <> 'paid') AND (NEW.receipt_number, NEW.paid_at) IS DISTINCT FROM (OLD.receipt_number, OLD.paid_at) THEN
    RAISE EXCEPTION 'a fee does not go from % to % so', OLD.state, NEW.state USING ERRCODE = 'DS002';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION dossier.guard_fee() FROM PUBLIC;

CREATE OR REPLACE TRIGGER guard_fee BEFORE INSERT OR UPDATE ON dossier.fee_request FOR EACH ROW EXECUTE FUNCTION dossier.guard_fee();
