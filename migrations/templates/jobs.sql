-- The module's job queue is made by graphile-worker itself, as the module's role: it protects its tables with row security, which only their
-- owner passes.
CREATE SCHEMA :schema_jobs AUTHORIZATION mocua_:schema;
