-- Up Migration
-- What somebody is filling in, saved at every step, to be continued on any device.
CREATE TABLE dossier.draft (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES dossier.person (id),
  procedure_code text NOT NULL,
  procedure_version integer NOT NULL,
  agency text NOT NULL,
  -- Sealed JSON: the answers by field.
  answers bytea NOT NULL,
  -- Fields that came from the identity provider, by claim: { name: "name" }.
  prefilled jsonb NOT NULL,
  -- Grows at every save; a save that knows an older one is told so and overwrites nothing.
  version integer NOT NULL DEFAULT 1,
  dossier_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (person_id, procedure_code, id),
  FOREIGN KEY (procedure_code, procedure_version) REFERENCES dossier.procedure_version (code, version)
);
CREATE INDEX draft_open ON dossier.draft (person_id, updated_at DESC) WHERE dossier_id IS NULL;
CREATE INDEX draft_idle ON dossier.draft (updated_at) WHERE dossier_id IS NULL;

-- Files, of a draft first and of its dossier afterwards. The content is sealed in pieces; nothing is served before it is complete.
CREATE TABLE dossier.file (
  id uuid PRIMARY KEY,
  draft_id uuid REFERENCES dossier.draft (id),
  dossier_id uuid REFERENCES dossier.dossier (id),
  -- Which attachment of the procedure it is; `result` for what the agency returns, `supplement` for what was asked for.
  slot text NOT NULL,
  name bytea NOT NULL,
  type text NOT NULL,
  size integer NOT NULL CHECK (size >= 0),
  sha256 bytea,
  state text NOT NULL CHECK (state IN ('receiving', 'kept')),
  created_at timestamptz NOT NULL,
  CHECK ((draft_id IS NULL) <> (dossier_id IS NULL)),
  CHECK ((state = 'kept') = (sha256 IS NOT NULL)),
  CHECK (state <> 'kept' OR size > 0)
);
CREATE INDEX file_draft ON dossier.file (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX file_dossier ON dossier.file (dossier_id) WHERE dossier_id IS NOT NULL;
CREATE INDEX file_unfinished ON dossier.file (created_at) WHERE state = 'receiving';

CREATE TABLE dossier.file_chunk (
  file_id uuid NOT NULL REFERENCES dossier.file (id) ON DELETE CASCADE,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (file_id, n)
);
REVOKE UPDATE ON dossier.file_chunk FROM mocua_dossier;

-- The files of a dossier are part of its record: not changed, not removed.
CREATE FUNCTION dossier.keep_filed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.dossier_id IS NOT NULL AND OLD.state = 'kept' THEN
    RAISE EXCEPTION 'a filed document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER keep_filed BEFORE UPDATE OR DELETE ON dossier.file FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed();
CREATE FUNCTION dossier.keep_filed_bytes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.file_id ELSE NEW.file_id END;
BEGIN
  IF EXISTS (SELECT FROM dossier.file f WHERE f.id = wanted AND f.state = 'kept' AND (TG_OP = 'INSERT' OR f.dossier_id IS NOT NULL)) THEN
    RAISE EXCEPTION 'a kept document stays as it is' USING ERRCODE = 'DS002';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER keep_filed_bytes BEFORE INSERT OR DELETE ON dossier.file_chunk FOR EACH ROW EXECUTE FUNCTION dossier.keep_filed_bytes();

-- The inbox: what happened, in words that are made when it is read, in the reader's language. SMS and e-mail only point here.
CREATE TABLE dossier.inbox_message (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES dossier.person (id),
  dossier_id uuid NOT NULL REFERENCES dossier.dossier (id),
  seq integer NOT NULL,
  template text NOT NULL,
  code text NOT NULL,
  at timestamptz NOT NULL,
  read_at timestamptz,
  UNIQUE (dossier_id, seq)
);
CREATE INDEX inbox_person ON dossier.inbox_message (person_id, at DESC);
