-- Held papers go back on the strength of the payment, and never backwards.
-- Source: papers held are sent back on the receipt of the fine; decision 16.
CREATE OR REPLACE FUNCTION payment.guard_paper_return() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND (NEW.status <> 'requested' OR NOT EXISTS (
       SELECT FROM payment.fine f WHERE f.id = NEW.fine_id AND f.status = 'paid' AND cardinality(f.paper_held) > 0))
     OR TG_OP = 'UPDATE' AND (OLD.status, NEW.status) NOT IN (
       ('requested', 'requested'), ('requested', 'posted'), ('requested', 'delivered'), ('posted', 'delivered'), ('posted', 'posted'), ('delivered', 'delivered')) THEN
    RAISE EXCEPTION 'papers of fine % do not go back so', NEW.fine_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION payment.guard_paper_return() FROM PUBLIC;

CREATE OR REPLACE TRIGGER paper_return_guard BEFORE INSERT OR UPDATE ON payment.paper_return FOR EACH ROW EXECUTE FUNCTION payment.guard_paper_return();
