#!/usr/bin/env bash
# Run once by the PostGIS image when its volume is empty: the same SQL as the private cluster of `make run`.
set -euo pipefail

as_superuser() { psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$@"; }

as_superuser postgres -f /geoportal/sql/role.sql
as_superuser postgres -v password="$WEB_PASSWORD" <<'SQL'
ALTER ROLE web PASSWORD :'password';
SQL
# template1 hands these to the databases that restoring makes.
as_superuser template1 -f /geoportal/sql/extensions.sql -f /geoportal/sql/reference_systems.sql
as_superuser postgres -c 'CREATE DATABASE geoportal OWNER web TEMPLATE template1'
