-- Up Migration

-- One row per person. Personal data is sealed (AES-256-GCM, bound to table, column and id); what must be found again has
-- an HMAC blind index beside it. The unique indexes decide who owns a number when several people claim it at once.
CREATE TABLE identity.account (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'locked', 'disabled')),
  language text NOT NULL CHECK (language IN ('vi', 'en')),
  identity_level smallint NOT NULL CHECK (identity_level IN (1, 2)),
  needs_review boolean NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  sms_second_factor boolean NOT NULL DEFAULT false,
  citizen_number bytea NOT NULL,
  citizen_number_index bytea NOT NULL,
  phone bytea NOT NULL,
  phone_index bytea NOT NULL,
  name bytea NOT NULL,
  birth_date bytea NOT NULL,
  gender bytea,
  email bytea,
  email_index bytea,
  address bytea
);
CREATE UNIQUE INDEX account_citizen_number ON identity.account (citizen_number_index);
CREATE UNIQUE INDEX account_phone ON identity.account (phone_index);
-- Only a verified address is exclusive: otherwise anybody could occupy the address of somebody else.
CREATE UNIQUE INDEX account_email ON identity.account (email_index) WHERE email_verified;
-- The officers' queue; a small fraction of all accounts.
CREATE INDEX account_review ON identity.account (created_at) WHERE needs_review;

-- The organisations a person legally represents.
CREATE TABLE identity.account_organisation (
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  tax_code text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (account_id, tax_code)
);
CREATE INDEX account_organisation_tax_code ON identity.account_organisation (tax_code);
