-- Status 6 and a fee that is due at filing come together with the fee.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_fee_asked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.fee_request f WHERE f.dossier_id = NEW.dossier_id AND f.state IN ('to-arrange', 'requested')) THEN
    RAISE EXCEPTION 'no fee is asked for' USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_fee_asked() FROM PUBLIC;

DROP TRIGGER IF EXISTS fee_asked ON dossier.dossier_event;
CREATE CONSTRAINT TRIGGER fee_asked AFTER INSERT ON dossier.dossier_event DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.payment_state = 'to-arrange' AND NEW.kind IN ('filed', 'moved')) EXECUTE FUNCTION dossier.check_fee_asked();
