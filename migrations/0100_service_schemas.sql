-- Up Migration
-- The three services: one schema and one role each, like every module; none can read another.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['mocua_catalogue', 'mocua_dossier', 'mocua_payment'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
    IF NOT pg_has_role(current_user, wanted, 'USAGE') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA catalogue;
CREATE SCHEMA dossier;
CREATE SCHEMA payment;

GRANT USAGE ON SCHEMA catalogue TO mocua_catalogue;
GRANT USAGE ON SCHEMA dossier TO mocua_dossier;
GRANT USAGE ON SCHEMA payment TO mocua_payment;

ALTER DEFAULT PRIVILEGES IN SCHEMA catalogue GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_catalogue;
ALTER DEFAULT PRIVILEGES IN SCHEMA catalogue GRANT USAGE, SELECT ON SEQUENCES TO mocua_catalogue;
ALTER DEFAULT PRIVILEGES IN SCHEMA dossier GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_dossier;
ALTER DEFAULT PRIVILEGES IN SCHEMA dossier GRANT USAGE, SELECT ON SEQUENCES TO mocua_dossier;
ALTER DEFAULT PRIVILEGES IN SCHEMA payment GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mocua_payment;
ALTER DEFAULT PRIVILEGES IN SCHEMA payment GRANT USAGE, SELECT ON SEQUENCES TO mocua_payment;

CREATE SCHEMA dossier_jobs AUTHORIZATION mocua_dossier;
CREATE SCHEMA payment_jobs AUTHORIZATION mocua_payment;
