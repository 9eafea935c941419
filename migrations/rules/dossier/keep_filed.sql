-- A document is received, kept, and belongs to its dossier from the filing on. Afterwards only what was asked for joins a dossier: papers while
-- the citizen is asked for them (status 5), a result while one is due (status 9). What is kept does not change.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.keep_filed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'receiving' OR NEW.dossier_id IS NOT NULL AND NEW.slot NOT IN ('supplement', 'result') THEN
      RAISE EXCEPTION 'a document is received before it is kept' USING ERRCODE = 'DS002';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.dossier_id IS NOT NULL AND OLD.state = 'kept' THEN
    RAISE EXCEPTION 'a filed document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF OLD.state = 'kept' AND (NEW.state, NEW.size, NEW.sha256) IS DISTINCT FROM (OLD.state, OLD.size, OLD.sha256) THEN
    RAISE EXCEPTION 'a kept document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.draft_id IS DISTINCT FROM OLD.draft_id AND NOT (OLD.state = 'kept' AND NEW.draft_id IS NULL AND EXISTS (
       SELECT FROM dossier.dossier d JOIN dossier.draft f ON f.id = d.draft_id
        WHERE d.id = NEW.dossier_id AND f.id = OLD.draft_id AND f.dossier_id IS NULL))
     OR OLD.draft_id IS NULL AND NEW.dossier_id IS DISTINCT FROM OLD.dossier_id THEN
    RAISE EXCEPTION 'a document goes from a draft to the dossier that is made of it' USING ERRCODE = 'DS002';
  END IF;
  IF NEW.state = 'kept' AND OLD.state = 'receiving' AND NOT EXISTS (
       SELECT FROM dossier.draft f WHERE f.id = NEW.draft_id AND f.dossier_id IS NULL
       UNION ALL
       SELECT FROM dossier.dossier d WHERE d.id = NEW.dossier_id AND (d.status, NEW.slot) IN ((5, 'supplement'), (9, 'result'))) THEN
    RAISE EXCEPTION 'nobody waits for this document' USING ERRCODE = 'DS002';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION dossier.keep_filed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER keep_filed BEFORE INSERT OR UPDATE OR DELETE ON dossier.file FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed();
