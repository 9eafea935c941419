-- A version ends only because the next one begins on the day after. Judged at commit, because both are written one after the other.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION catalogue.check_succeeded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM catalogue.procedure_version v
                  WHERE v.code = NEW.code AND v.version > NEW.version AND v.valid_from = NEW.valid_to + 1) THEN
    RAISE EXCEPTION 'no version of procedure % begins after %', NEW.code, NEW.valid_to USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION catalogue.check_succeeded() FROM PUBLIC;

DROP TRIGGER IF EXISTS succeeded ON catalogue.procedure_version;
CREATE CONSTRAINT TRIGGER succeeded AFTER UPDATE OF valid_to ON catalogue.procedure_version
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalogue.check_succeeded();
