-- Up Migration

-- Signing keys: published before use, used from `active_from`, kept in the key set until the longest token has expired.
CREATE TABLE identity.signing_key (
  kid text PRIMARY KEY,
  alg text NOT NULL CHECK (alg IN ('ES256', 'PS256', 'RS256', 'EdDSA')),
  public_jwk jsonb NOT NULL,
  -- AES-256-GCM, bound to this row.
  private_jwk bytea NOT NULL,
  published_at timestamptz NOT NULL,
  -- Null while it is the next key.
  active_from timestamptz,
  -- Set when a successor was activated: removed from the key set after it.
  retire_at timestamptz
);
CREATE UNIQUE INDEX signing_key_one_next ON identity.signing_key (alg) WHERE active_from IS NULL;

CREATE FUNCTION identity.announce_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('identity_keys', '');
  RETURN NULL;
END $$;
CREATE TRIGGER signing_key_changed AFTER INSERT OR UPDATE OR DELETE ON identity.signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION identity.announce_keys();
