-- Up Migration

-- Pairwise subject identifiers, kept once issued: neither a new pepper nor anything else ever changes them.
CREATE TABLE identity.subject (
  account_id uuid NOT NULL,
  sector text NOT NULL,
  sub text NOT NULL,
  pepper_version smallint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, sector)
) PARTITION BY HASH (account_id);
CREATE TABLE identity.subject_p0 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE identity.subject_p1 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE identity.subject_p2 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE identity.subject_p3 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE identity.subject_p4 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE identity.subject_p5 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE identity.subject_p6 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE identity.subject_p7 PARTITION OF identity.subject FOR VALUES WITH (MODULUS 8, REMAINDER 7);
-- Looks a citizen up by what an agency knows of them (support, erasure requests).
CREATE UNIQUE INDEX subject_by_sub ON identity.subject (sub, account_id);

-- What was released to whom, for the citizen to read. One row per client, day and set of claims.
CREATE TABLE identity.disclosure (
  account_id uuid NOT NULL,
  client_id text NOT NULL,
  day date NOT NULL,
  claims text[] NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1,
  PRIMARY KEY (account_id, client_id, day, claims)
) PARTITION BY HASH (account_id);
CREATE TABLE identity.disclosure_p0 PARTITION OF identity.disclosure FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE identity.disclosure_p1 PARTITION OF identity.disclosure FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE identity.disclosure_p2 PARTITION OF identity.disclosure FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE identity.disclosure_p3 PARTITION OF identity.disclosure FOR VALUES WITH (MODULUS 4, REMAINDER 3);
