-- What the portal needs in its database. Run as a superuser (or as one who may create these), in that database.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- After a package upgrade the library is newer than the extension's functions.
SELECT format('ALTER EXTENSION %I UPDATE', name)
FROM pg_available_extensions
WHERE name IN ('postgis', 'btree_gist', 'pg_trgm', 'unaccent') AND installed_version <> default_version \gexec
