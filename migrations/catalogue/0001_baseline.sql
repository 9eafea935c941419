-- Registers with their validities, procedures as dated versions, and search in them.

-- Search without diacritics. Both extensions are trusted (the owner of a database may install them) and belong to PostgreSQL itself.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

-- Vietnamese without its marks, in lower case; src/catalogue/search/fold.ts is its twin. It stands here and not with the
-- rules because columns and indexes are made of it: another text needs them to be made anew. Marks go before case does, so that what is
-- left is ASCII and the database's locale does not matter. `unaccent` is not used: it is not immutable, so no index could hold it.
CREATE FUNCTION catalogue.fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(translate(regexp_replace(normalize(given, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd') COLLATE "C");

-- Registers with validity dates. A code may come back with another meaning (15, 24, 44, 52, 80, 82 and 91 did on 1 July 2025), so
-- the key is always (code, valid_from), and no two rows of a code hold on the same day. `valid_to` is the last day.

CREATE TABLE catalogue.unit (
  code text NOT NULL CHECK (code ~ '^[0-9]{2,5}$'),
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to >= valid_from),
  level text NOT NULL CHECK (level IN ('province', 'commune')),
  kind text NOT NULL CHECK (kind IN ('province', 'city', 'commune', 'ward', 'special-zone')),
  name_vi text NOT NULL,
  name_en text NOT NULL,
  parent_code text,
  parent_from date,
  unconfirmed text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (code, valid_from),
  FOREIGN KEY (parent_code, parent_from) REFERENCES catalogue.unit (code, valid_from),
  CHECK ((level = 'province') = (parent_code IS NULL)),
  CHECK ((parent_code IS NULL) = (parent_from IS NULL)),
  EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX unit_parent ON catalogue.unit (parent_code, parent_from, code);

-- Which unit continues which: old → new.
CREATE TABLE catalogue.unit_change (
  from_code text NOT NULL,
  from_valid_from date NOT NULL,
  to_code text NOT NULL,
  to_valid_from date NOT NULL,
  legal_basis text NOT NULL,
  PRIMARY KEY (from_code, from_valid_from, to_code, to_valid_from),
  FOREIGN KEY (from_code, from_valid_from) REFERENCES catalogue.unit (code, valid_from),
  FOREIGN KEY (to_code, to_valid_from) REFERENCES catalogue.unit (code, valid_from)
);
CREATE INDEX unit_change_to ON catalogue.unit_change (to_code, to_valid_from);

CREATE TABLE catalogue.agency (
  code text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9.]{0,34}$'),
  valid_from date NOT NULL,
  valid_to date CHECK (valid_to >= valid_from),
  kind text NOT NULL CHECK (kind IN ('ministry', 'province', 'court', 'enterprise', 'other')),
  name_vi text NOT NULL,
  name_en text NOT NULL,
  -- The province an agency governs, at the validity that begins on `unit_from`.
  unit_code text,
  unit_from date,
  -- Who took over its work when it ended.
  successor_code text,
  unconfirmed text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (code, valid_from),
  FOREIGN KEY (unit_code, unit_from) REFERENCES catalogue.unit (code, valid_from),
  EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX agency_unit ON catalogue.agency (unit_code, unit_from) WHERE unit_code IS NOT NULL;

CREATE TABLE catalogue.field (
  code text PRIMARY KEY CHECK (code ~ '^[a-z][a-z-]{1,40}$'),
  name_vi text NOT NULL,
  name_en text NOT NULL
);

-- Everyday words and what the catalogue calls them; both are kept folded, because they are compared with folded questions.
CREATE TABLE catalogue.synonym (
  phrase text NOT NULL CHECK (phrase = catalogue.fold(phrase) AND phrase ~ '^[a-z0-9]+( [a-z0-9]+)*$'),
  meaning text NOT NULL CHECK (meaning = catalogue.fold(meaning) AND meaning ~ '^[a-z0-9]+( [a-z0-9]+)*$'),
  PRIMARY KEY (phrase, meaning)
);

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

-- What has been published stays (rules/catalogue).
REVOKE DELETE ON catalogue.procedure_version FROM mocua_catalogue;

-- Registers are corrected and go on; nothing in them is taken away.
REVOKE DELETE ON catalogue.procedure, catalogue.agency, catalogue.unit, catalogue.unit_change, catalogue.field FROM mocua_catalogue;
