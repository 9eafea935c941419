-- The pieces of a kept document go only with the document, and no piece joins it.
-- Source: decision 16.
--   DS002 not allowed
CREATE OR REPLACE FUNCTION dossier.keep_filed_bytes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM dossier.file f WHERE f.id = CASE TG_OP WHEN 'DELETE' THEN OLD.file_id ELSE NEW.file_id END AND f.state = 'kept') THEN
    RAISE EXCEPTION 'a kept document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
REVOKE ALL ON FUNCTION dossier.keep_filed_bytes() FROM PUBLIC;

CREATE OR REPLACE TRIGGER keep_filed_bytes BEFORE INSERT OR DELETE ON dossier.file_chunk FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed_bytes();
