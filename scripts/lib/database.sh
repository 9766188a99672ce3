# shellcheck shell=bash
# Which database: the one DATABASE_URL names, else the private cluster.

EXTERNAL_DATABASE_URL=${DATABASE_URL:-}

database_is_external() { [ -n "$EXTERNAL_DATABASE_URL" ]; }

use_database() {
    if database_is_external; then return 0; fi
    use_cluster
    DATABASE_URL=$(private_database_url)
}

release_database() {
    if database_is_external || [ -z "$CLUSTER_BIN" ]; then return 0; fi
    release_cluster
}

# Names everything DATABASE_URL's database lacks, with the SQL for its administrator.
check_database() {
    database_is_external || return 0
    as_service "$VENV/bin/python" "$CODE/scripts/database.py" check "$@" || exit 1
}
