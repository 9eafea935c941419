-- Up Migration
-- Search without diacritics. Both extensions are trusted (the owner of a database may install them) and belong to PostgreSQL itself.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

-- Vietnamese without its marks, in lower case; src/catalogue/search/fold.ts is its twin. Marks go before case does, so that what is
-- left is ASCII and the database's locale does not matter. `unaccent` is not used: it is not immutable, so no index could hold it.
CREATE FUNCTION catalogue.fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(translate(regexp_replace(normalize(given, NFD), '[\u0300-\u036f]', '', 'g'), 'Đđ', 'dd') COLLATE "C");
