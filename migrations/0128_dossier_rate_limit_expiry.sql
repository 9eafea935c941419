-- Up Migration
DROP INDEX CONCURRENTLY IF EXISTS dossier.rate_limit_expire;
CREATE INDEX CONCURRENTLY rate_limit_expire ON dossier.rate_limit (expire);
