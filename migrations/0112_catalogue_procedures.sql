-- Up Migration
-- Procedures as dated versions. What has been published never changes: a dossier keeps the version it was filed under, and anybody
-- can read what held on a day.
CREATE TABLE catalogue.procedure (
  code text PRIMARY KEY CHECK (code ~ '^([0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2})?|MC\.[0-9]{6})$')
);

CREATE TABLE catalogue.procedure_version (
  code text NOT NULL REFERENCES catalogue.procedure (code),
  version integer NOT NULL CHECK (version > 0),
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to >= valid_from),
  agency_code text NOT NULL,
  field_code text NOT NULL REFERENCES catalogue.field (code),
  level text NOT NULL CHECK (level IN ('ministry', 'province', 'commune')),
  audience text[] NOT NULL CHECK (cardinality(audience) > 0 AND audience <@ ARRAY['citizen', 'business']),
  online text NOT NULL CHECK (online IN ('full', 'partial', 'none')),
  name_vi text NOT NULL,
  name_en text NOT NULL,
  summary_vi text NOT NULL,
  summary_en text NOT NULL,
  -- Everyday words for it, one per line.
  keywords text NOT NULL,
  -- The binding Vietnamese record as the national database of procedures exchanges it (LayThuTuc).
  record jsonb NOT NULL,
  -- Everything in both languages, as the API shows it.
  content jsonb NOT NULL,
  -- SHA-256 of the content as it was imported.
  content_hash bytea NOT NULL,
  published_at timestamptz NOT NULL,
  -- Words with and without their marks, so that a question with marks can prefer what has the same ones.
  search tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', catalogue.fold(name_vi) || ' ' || catalogue.fold(keywords) || ' ' || code), 'A')
    || setweight(to_tsvector('simple', name_vi || ' ' || keywords || ' ' || name_en), 'B')
    || setweight(to_tsvector('simple', catalogue.fold(summary_vi) || ' ' || summary_vi || ' ' || summary_en), 'D')
  ) STORED,
  search_text text NOT NULL GENERATED ALWAYS AS (
    catalogue.fold(name_vi) || ' ' || catalogue.fold(keywords) || ' ' || catalogue.fold(name_en)
  ) STORED,
  PRIMARY KEY (code, version),
  CHECK (online = 'full' OR jsonb_typeof(content -> 'onlinePartialReason') = 'object'),
  EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX procedure_version_search ON catalogue.procedure_version USING gin (search);
CREATE INDEX procedure_version_trigrams ON catalogue.procedure_version USING gin (search_text public.gin_trgm_ops);
CREATE INDEX procedure_version_agency ON catalogue.procedure_version (agency_code, code);
CREATE INDEX procedure_version_name ON catalogue.procedure_version (name_vi, code);

-- A published version is closed once, by the day it ends, and otherwise stays as it is.
CREATE FUNCTION catalogue.keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL
     AND (to_jsonb(NEW) - 'valid_to' - 'search' - 'search_text') = (to_jsonb(OLD) - 'valid_to' - 'search' - 'search_text') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'version % of procedure % is published and cannot be changed', OLD.version, OLD.code USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER keep_published BEFORE UPDATE OR DELETE ON catalogue.procedure_version
  FOR EACH ROW EXECUTE FUNCTION catalogue.keep_published();
REVOKE DELETE, TRUNCATE ON catalogue.procedure_version FROM mocua_catalogue;
