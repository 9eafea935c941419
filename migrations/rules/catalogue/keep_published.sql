-- What has been published stays as it is: a dossier keeps the version it was filed under, and anybody can read what held on a day. A version
-- is closed once, by the day it ends.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION catalogue.keep_published() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL
     AND (to_jsonb(NEW) - 'valid_to' - 'search' - 'search_text') = (to_jsonb(OLD) - 'valid_to' - 'search' - 'search_text') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'version % of procedure % is published and cannot be changed', OLD.version, OLD.code USING ERRCODE = 'integrity_constraint_violation';
END
$$;
REVOKE ALL ON FUNCTION catalogue.keep_published() FROM PUBLIC;

CREATE OR REPLACE TRIGGER keep_published BEFORE UPDATE OR DELETE ON catalogue.procedure_version
  FOR EACH ROW EXECUTE FUNCTION catalogue.keep_published();
