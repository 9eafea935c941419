-- A draft is filed once, as the dossier that was made of it, and then stays as it was.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.guard_draft() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.dossier_id IS NOT NULL THEN
    RAISE EXCEPTION 'draft % has been filed', OLD.id USING ERRCODE = 'DS002';
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.dossier_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM dossier.dossier d
     WHERE (d.id, d.draft_id, d.person_id, d.agency, d.procedure_code, d.procedure_version)
         = (NEW.dossier_id, NEW.id, NEW.person_id, NEW.agency, NEW.procedure_code, NEW.procedure_version)) THEN
    RAISE EXCEPTION 'dossier % was not made of draft %', NEW.dossier_id, NEW.id USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
REVOKE ALL ON FUNCTION dossier.guard_draft() FROM PUBLIC;

CREATE OR REPLACE TRIGGER guard_draft BEFORE INSERT OR UPDATE OR DELETE ON dossier.draft FOR EACH ROW EXECUTE FUNCTION dossier.guard_draft();
