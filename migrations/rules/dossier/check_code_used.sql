-- A code is given to the dossier that bears it, on the day on which it is filed. Numbers have no gap only if none is drawn for nothing.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.check_code_used() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND d.code = NEW.code
      AND starts_with(NEW.code, d.agency || '-' || to_char(d.filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYMMDD') || '-')) THEN
    RAISE EXCEPTION 'the code % has no dossier of that agency and day', NEW.code USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION dossier.check_code_used() FROM PUBLIC;

DROP TRIGGER IF EXISTS code_used ON dossier.dossier_code;
CREATE CONSTRAINT TRIGGER code_used AFTER INSERT ON dossier.dossier_code
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossier.check_code_used();
