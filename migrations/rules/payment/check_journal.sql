-- A journal is at least two postings that sum to zero (debit positive, credit negative). Judged at commit.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.check_journal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  legs bigint;
  total numeric;
BEGIN
  SELECT count(*), sum(amount) INTO legs, total FROM payment.posting WHERE journal_id = NEW.id;
  IF legs < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'journal % has % postings that sum to %', NEW.id, legs, total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION payment.check_journal() FROM PUBLIC;

DROP TRIGGER IF EXISTS journal_balances ON payment.journal;
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON payment.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment.check_journal();
