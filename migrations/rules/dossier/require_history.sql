-- A dossier and its first event come in one transaction: there is none without a history.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.require_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dossier.dossier_event WHERE dossier_id = NEW.id AND seq = 1) THEN
    RAISE EXCEPTION 'dossier % has no history', NEW.code USING ERRCODE = 'DS002';
  END IF;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION dossier.require_history() FROM PUBLIC;

DROP TRIGGER IF EXISTS history ON dossier.dossier;
CREATE CONSTRAINT TRIGGER history AFTER INSERT ON dossier.dossier DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION dossier.require_history();
