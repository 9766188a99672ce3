-- The portal's ordinary role: may sign in and make databases (tests, restores), nothing more.
SELECT 'CREATE ROLE web' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'web') \gexec
ALTER ROLE web WITH LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION;
