-- A journal is closed with the transaction that wrote it; nothing is posted to it later.
-- Source: decision 16; double-entry book-keeping.
CREATE OR REPLACE FUNCTION payment.guard_posting() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payment.journal WHERE id = NEW.journal_id AND transaction = pg_current_xact_id()) THEN
    RAISE EXCEPTION 'journal % is closed', NEW.journal_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION payment.guard_posting() FROM PUBLIC;

CREATE OR REPLACE TRIGGER posting_guard BEFORE INSERT ON payment.posting FOR EACH ROW EXECUTE FUNCTION payment.guard_posting();
