-- What a fee says of money, the dossier's history says too: it is asked for, has come, has not come in time or has gone back by an event.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_fee_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND d.payment_state = NEW.state) THEN
    RAISE EXCEPTION 'fee % is % without an event', NEW.id, NEW.state USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_fee_told() FROM PUBLIC;

DROP TRIGGER IF EXISTS fee_asked_for ON dossier.fee_request;
CREATE CONSTRAINT TRIGGER fee_asked_for AFTER INSERT ON dossier.fee_request
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_fee_told();
DROP TRIGGER IF EXISTS fee_told ON dossier.fee_request;
CREATE CONSTRAINT TRIGGER fee_told AFTER UPDATE ON dossier.fee_request
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state <> 'requested') EXECUTE FUNCTION dossier.check_fee_told();
