-- Every process that caches clients listens to the channel; the payload is the client's id. A change is told with its commit, so a client that is
-- disabled is disabled everywhere at once.
-- Source: docs/architecture.md, several processes.
CREATE OR REPLACE FUNCTION identity.announce_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('identity_client', COALESCE(NEW.id, OLD.id));
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION identity.announce_client() FROM PUBLIC;

CREATE OR REPLACE TRIGGER client_changed AFTER INSERT OR UPDATE OR DELETE ON identity.client
  FOR EACH ROW EXECUTE FUNCTION identity.announce_client();
