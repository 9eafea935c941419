-- Up Migration
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
