-- Up Migration

-- argon2id in PHC string format; no row means no password.
CREATE TABLE identity.password (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- `secret` is in force; `pending_secret` waits for the first right code. `last_step` is the newest time step that was
-- accepted: it only grows, so a code works once (RFC 6238 section 5.2).
CREATE TABLE identity.totp (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  secret bytea,
  enrolled_at timestamptz,
  last_step bigint,
  pending_secret bytea,
  pending_until timestamptz
);

-- One live code per purpose and subject; sending another one replaces it.
CREATE TABLE identity.sms_code (
  purpose text NOT NULL,
  subject_hash bytea NOT NULL,
  code_mac bytea NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (purpose, subject_hash)
);
CREATE INDEX sms_code_expires_at ON identity.sms_code (expires_at);

CREATE TABLE identity.recovery_code (
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  code_mac bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account_id, code_mac)
);

-- The WebAuthn user handle: random, so that a passkey tells nothing about the account (WebAuthn Level 3 section 14.6.1).
CREATE TABLE identity.passkey_user (
  account_id uuid PRIMARY KEY REFERENCES identity.account (id) ON DELETE CASCADE,
  user_handle bytea NOT NULL
);

CREATE TABLE identity.passkey (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES identity.account (id) ON DELETE CASCADE,
  credential_id bytea NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  aaguid uuid NOT NULL,
  backed_up boolean NOT NULL,
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE UNIQUE INDEX passkey_credential ON identity.passkey (credential_id);
CREATE INDEX passkey_account ON identity.passkey (account_id, created_at);

-- A WebAuthn challenge, taken out by the answer: single use. `account_id` has no foreign key because a passkey can be
-- prepared while its account is still being registered.
CREATE TABLE identity.passkey_ceremony (
  ceremony_hash bytea PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('register', 'authenticate')),
  challenge text NOT NULL,
  account_id uuid,
  user_handle bytea,
  expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_ceremony_expires_at ON identity.passkey_ceremony (expires_at);
