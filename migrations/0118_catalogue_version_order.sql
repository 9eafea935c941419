-- Up Migration
-- Versions follow one another: a later one neither goes before an earlier one nor between two, and a version ends only because the next
-- begins. So what held on a day is not rewritten by a row beside those that were published.

CREATE FUNCTION catalogue.follow_published() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM catalogue.procedure_version v WHERE v.code = NEW.code AND (v.version >= NEW.version OR v.valid_from >= NEW.valid_from)) THEN
    RAISE EXCEPTION 'version % of procedure % does not follow what is published', NEW.version, NEW.code USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER follow_published BEFORE INSERT ON catalogue.procedure_version
  FOR EACH ROW EXECUTE FUNCTION catalogue.follow_published();

CREATE FUNCTION catalogue.check_succeeded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM catalogue.procedure_version v
                  WHERE v.code = NEW.code AND v.version > NEW.version AND v.valid_from = NEW.valid_to + 1) THEN
    RAISE EXCEPTION 'no version of procedure % begins after %', NEW.code, NEW.valid_to USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER succeeded AFTER UPDATE OF valid_to ON catalogue.procedure_version
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalogue.check_succeeded();

ALTER FUNCTION catalogue.keep_published() SET search_path = pg_catalog, pg_temp;
REVOKE ALL ON FUNCTION catalogue.keep_published(), catalogue.follow_published(), catalogue.check_succeeded() FROM PUBLIC;

-- Registers are corrected and go on; nothing in them is taken away.
REVOKE DELETE ON catalogue.procedure, catalogue.agency, catalogue.unit, catalogue.unit_change, catalogue.field FROM mocua_catalogue;
