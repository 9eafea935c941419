-- Versions follow one another: a later one neither goes before an earlier one nor between two, so what held on a day is not rewritten by a
-- row beside those that were published.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION catalogue.follow_published() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM catalogue.procedure_version v WHERE v.code = NEW.code AND (v.version >= NEW.version OR v.valid_from >= NEW.valid_from)) THEN
    RAISE EXCEPTION 'version % of procedure % does not follow what is published', NEW.version, NEW.code USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION catalogue.follow_published() FROM PUBLIC;

CREATE OR REPLACE TRIGGER follow_published BEFORE INSERT ON catalogue.procedure_version
  FOR EACH ROW EXECUTE FUNCTION catalogue.follow_published();
