-- One schema and one role per module; none can read another's. Roles belong to the whole server, and several databases of one server may be
-- migrated at the same moment, so every step about a role tolerates that somebody else has just done it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mocua_:schema') THEN
    BEGIN
      CREATE ROLE mocua_:schema NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  -- A superuser may act as anybody; every other login must be a member to be able to `SET ROLE`.
  IF NOT pg_has_role(current_user, 'mocua_:schema', 'USAGE') THEN
    GRANT mocua_:schema TO CURRENT_USER;
  END IF;
END
$$;

CREATE SCHEMA :schema;
GRANT USAGE ON SCHEMA :schema TO mocua_:schema;

-- A module works with the rows of its tables and never changes the tables themselves.
ALTER DEFAULT PRIVILEGES IN SCHEMA :schema GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_:schema;
ALTER DEFAULT PRIVILEGES IN SCHEMA :schema GRANT USAGE, SELECT ON SEQUENCES TO mocua_:schema;

-- Every process asks what the database has been brought to (src/shared/migrate/guard.ts).
GRANT USAGE ON SCHEMA migrations TO mocua_:schema;
GRANT SELECT ON migrations.file TO mocua_:schema;
