-- Processes remember for seconds whether an account may be used and how well it is verified; a change is told at once.
-- Source: docs/architecture.md, several processes.
CREATE OR REPLACE FUNCTION identity.announce_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('identity_account', OLD.id::text);
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION identity.announce_account() FROM PUBLIC;

CREATE OR REPLACE TRIGGER account_standing_changed AFTER UPDATE OF status, identity_level OR DELETE ON identity.account
  FOR EACH ROW EXECUTE FUNCTION identity.announce_account();
