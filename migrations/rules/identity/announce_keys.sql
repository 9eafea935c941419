-- Every process that caches signing keys listens to the channel. A change is told with its commit.
-- Source: docs/architecture.md, several processes; rotation of keys.
CREATE OR REPLACE FUNCTION identity.announce_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('identity_keys', '');
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION identity.announce_keys() FROM PUBLIC;

CREATE OR REPLACE TRIGGER signing_key_changed AFTER INSERT OR UPDATE OR DELETE ON identity.signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION identity.announce_keys();
