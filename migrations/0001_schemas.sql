-- Up Migration
-- One schema and one role per module. Roles belong to the whole server, and several databases of one server may be migrated at
-- the same moment, so every step about a role tolerates that somebody else has just done it.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['mocua_identity', 'mocua_sandbox'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    -- A superuser may act as anybody; every other login must be a member to be able to `SET ROLE`.
    IF NOT pg_has_role(current_user, wanted, 'USAGE') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA identity;
CREATE SCHEMA sandbox;

GRANT USAGE ON SCHEMA identity TO mocua_identity;
GRANT USAGE ON SCHEMA sandbox TO mocua_sandbox;

-- A module works with the rows of its tables and never changes the tables themselves.
ALTER DEFAULT PRIVILEGES IN SCHEMA identity GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_identity;
ALTER DEFAULT PRIVILEGES IN SCHEMA identity GRANT USAGE, SELECT ON SEQUENCES TO mocua_identity;
ALTER DEFAULT PRIVILEGES IN SCHEMA sandbox GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_sandbox;
ALTER DEFAULT PRIVILEGES IN SCHEMA sandbox GRANT USAGE, SELECT ON SEQUENCES TO mocua_sandbox;

-- Job queues are made by graphile-worker itself, as the module's role: it protects its tables with row security, which only
-- their owner passes.
CREATE SCHEMA identity_jobs AUTHORIZATION mocua_identity;
CREATE SCHEMA sandbox_jobs AUTHORIZATION mocua_sandbox;
