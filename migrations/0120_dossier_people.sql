-- Up Migration
-- Whom the dossier service knows: a person by (issuer, subject), as any relying party; staff by the blind index of a citizen number.
CREATE TABLE dossier.person (
  id uuid PRIMARY KEY,
  issuer text NOT NULL,
  subject text NOT NULL,
  -- Name, phone, e-mail as last released at sign-in, sealed together; where notifications go.
  contact bytea NOT NULL,
  -- SHA-256 of what is in `contact`, so that an unchanged sign-in writes nothing.
  contact_digest bytea NOT NULL,
  language text NOT NULL CHECK (language IN ('vi', 'en')),
  created_at timestamptz NOT NULL,
  UNIQUE (issuer, subject)
);

CREATE TABLE dossier.staff (
  id uuid PRIMARY KEY,
  citizen_index bytea NOT NULL,
  agency text NOT NULL CHECK (agency ~ '^[A-Z0-9]{1,8}(\.[A-Z0-9]{1,8})*$' AND length(agency) <= 35),
  name bytea NOT NULL,
  role text NOT NULL CHECK (role IN ('officer', 'head')),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  UNIQUE (citizen_index, agency)
);

-- What rate-limiter-flexible counts in: look-ups by code and secret.
CREATE TABLE dossier.rate_limit (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
