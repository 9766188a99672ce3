# shellcheck shell=bash
# The private PostgreSQL cluster below var/: one socket, no TCP, no passwords. The kernel says who asks (`peer`), a map
# says which role that user may be: the portal's users are the ordinary role web, the cluster's owner the superuser.
#
# Who starts it stops it, unless somebody else uses it: every user holds a shared lock on var/run/cluster.users
# (descriptor 7). `scripts/cluster start` leaves var/run/cluster.keep, which keeps it up until `make stop`.

DATABASE=geoportal
ROLE=web
CLUSTER=$VAR/pg
CLUSTER_MAJOR='' CLUSTER_BIN=''

as_owner() { as_user "$CLUSTER_OWNER" "$@"; }

superuser_sql() { # superuser_sql DATABASE [psql arguments]
    local database=$1
    shift
    as_owner "$CLUSTER_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" -U postgres -d "$database" "$@"
}

private_database_url() { printf 'postgresql://%s@/%s?host=%s\n' "$ROLE" "${1:-$DATABASE}" "$SOCKET_DIR"; }

# Chooses the server: the cluster's own major version, or for a new cluster the newest one that has PostGIS.
choose_server() {
    local newest made_by=''
    newest=$(postgis_servers | head -n 1)
    if [ -d "$CLUSTER" ]; then
        refuse_foreign_cluster
        made_by=$(as_owner cat "$CLUSTER/PG_VERSION")
        if ! postgis_servers | grep -qx "$made_by"; then
            die "data di $CLUSTER dibuat oleh PostgreSQL $made_by, yang (dengan PostGIS) tidak lagi terpasang; yang ada: ${newest:-tidak ada}." \
                "Data itu tidak diubah. Cara memindahkannya:" \
                "1. pasang sementara postgresql-$made_by postgresql-$made_by-postgis-3 (rilis lama, atau apt.postgresql.org)" \
                "2. make backup && make stop && mv $CLUSTER $CLUSTER-$made_by" \
                "3. make restore FILE=var/backups/... && make run" \
                "Kumpulan data besar: pg_upgrade (docs/how-to/run-on-one-machine.md)."
        fi
        if [ "$made_by" != "$newest" ]; then
            note "Klaster ini PostgreSQL $made_by; PostgreSQL $newest juga terpasang. Memindahkan: docs/how-to/run-on-one-machine.md"
        fi
    fi
    CLUSTER_MAJOR=${made_by:-$newest}
    [ -n "$CLUSTER_MAJOR" ] || die "tidak ada PostgreSQL dengan PostGIS." "Pasang postgresql dan postgresql-postgis."
    CLUSTER_BIN=/usr/lib/postgresql/$CLUSTER_MAJOR/bin
}

refuse_foreign_cluster() {
    local owner
    owner=$(stat -c %U "$CLUSTER")
    [ "$owner" = "$CLUSTER_OWNER" ] && return 0
    if is_root; then
        die "klaster di $CLUSTER milik pengguna $owner, bukan $CLUSTER_OWNER." \
            "Jalankan sebagai $owner (tanpa sudo), atau make clean untuk mulai dari awal."
    fi
    die "klaster di $CLUSTER milik pengguna $owner: dulu dibuat dengan root." \
        "Jalankan dengan sudo, atau sudo make clean untuk mulai dari awal."
}

create_cluster() {
    [ -d "$CLUSTER" ] && return 0
    step "Menyiapkan klaster PostgreSQL $CLUSTER_MAJOR di $CLUSTER"
    rm -rf "$CLUSTER.new"
    own_folder "$CLUSTER.new" "$CLUSTER_OWNER" 0700
    # C.UTF-8 sorts the same after every system upgrade, so no index is ever left in another order.
    as_owner "$CLUSTER_BIN/initdb" -D "$CLUSTER.new" -U postgres --encoding=UTF8 --locale=C.UTF-8 \
        --auth-local=peer --auth-host=reject --data-checksums >"$VAR/run/initdb.log" 2>&1 ||
        die "klaster tidak dapat dibuat." "Catatan: $VAR/run/initdb.log"
    mv "$CLUSTER.new" "$CLUSTER"
}

# Our settings, written at every start so that a newer checkout's (or a moved folder's) hold.
write_settings() {
    local include="include = 'portal.conf'"
    as_owner tee "$CLUSTER/portal.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$SOCKET_DIR'
max_connections = 100
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 1GB
random_page_cost = 1.1
jit = off
max_wal_size = 2GB
checkpoint_completion_target = 0.9
timezone = 'UTC'
log_timezone = 'UTC'
# Logs hold no personal data: neither the statement nor the row that broke a constraint.
log_min_error_statement = panic
log_error_verbosity = terse
CONF
    as_owner grep -qxF "$include" "$CLUSTER/postgresql.conf" ||
        printf '%s\n' "$include" | as_owner tee -a "$CLUSTER/postgresql.conf" >/dev/null
    as_owner tee "$CLUSTER/pg_hba.conf" >/dev/null <<CONF
# type  database  user  method
local   all       all   peer map=portal
CONF
    {
        printf '# map  system user  role\n'
        printf 'portal "%s" postgres\n' "$CLUSTER_OWNER"
        printf '%s\n' "$(id -un)" "$SERVICE_USER" | sort -u | while read -r user; do
            printf 'portal "%s" %s\n' "$user" "$ROLE"
        done
    } | as_owner tee "$CLUSTER/pg_ident.conf" >/dev/null
}

# The folder of the socket. A short one outside var/ lies where others may write: it must be ours alone.
prepare_socket_folder() {
    if [ -L "$SOCKET_DIR" ]; then die "$SOCKET_DIR adalah tautan; hapus dahulu."; fi
    [ -d "$SOCKET_DIR" ] || own_folder "$SOCKET_DIR" "$CLUSTER_OWNER" 0755
    [ "$(stat -c %U "$SOCKET_DIR")" = "$CLUSTER_OWNER" ] || die "$SOCKET_DIR milik pengguna lain; hapus dahulu."
}

cluster_running() {
    [ -d "$CLUSTER" ] && [ -n "$CLUSTER_BIN" ] && as_owner "$CLUSTER_BIN/pg_ctl" status -D "$CLUSTER" >/dev/null 2>&1 &&
        as_owner "$CLUSTER_BIN/pg_isready" -q -h "$SOCKET_DIR"
}

start_cluster() {
    cluster_running && return 0
    prepare_socket_folder
    write_settings
    own_folder "$VAR/log" "$CLUSTER_OWNER" 0755
    as_owner "$CLUSTER_BIN/pg_ctl" start -w -t 120 -s -D "$CLUSTER" -l "$VAR/log/postgresql.log" ||
        { tail -n 5 "$VAR/log/postgresql.log" >&2; die "PostgreSQL tidak mau mulai." "Catatan: $VAR/log/postgresql.log"; }
}

# Fast mode ends sessions; their transactions are rolled back.
stop_cluster() {
    cluster_running || return 0
    as_owner "$CLUSTER_BIN/pg_ctl" stop -w -t 120 -s -m fast -D "$CLUSTER" ||
        die "PostgreSQL tidak mau berhenti." "Catatan: $VAR/log/postgresql.log"
    [ "$SOCKET_DIR" = "$VAR/run/sock" ] || rmdir "$SOCKET_DIR" 2>/dev/null || true
}

# Extensions and reference systems need the superuser once; template1 hands them to every database the ordinary role
# creates (tests, restores). The stamp, inside the cluster, spares a second start these connections.
superuser_step() {
    local stamp=$CLUSTER/portal.setup fingerprint
    fingerprint=$(cat "$ROOT/scripts/sql/"*.sql "/usr/share/postgresql/$CLUSTER_MAJOR/extension/postgis.control" | sha256sum)
    [ "$fingerprint" = "$(as_owner cat "$stamp" 2>/dev/null)" ] && return 0
    step "Menyiapkan PostGIS, peran $ROLE, dan basis data $DATABASE"
    superuser_sql postgres <"$ROOT/scripts/sql/role.sql"
    prepare_database template1
    if [ -z "$(superuser_sql postgres -At -c "SELECT 1 FROM pg_database WHERE datname = '$DATABASE'")" ]; then
        superuser_sql postgres -c "CREATE DATABASE $DATABASE OWNER $ROLE TEMPLATE template1"
    else
        prepare_database "$DATABASE"
    fi
    printf '%s\n' "$fingerprint" | as_owner tee "$stamp" >/dev/null
}

prepare_database() {
    superuser_sql "$1" <"$ROOT/scripts/sql/extensions.sql"
    superuser_sql "$1" <"$ROOT/scripts/sql/reference_systems.sql"
}

# Has the cluster up and ready for role web, and counts us among its users until release_cluster.
use_cluster() {
    # Whatever the caller's shell says about other servers does not count here.
    unset "${!PG@}"
    exec 8>>"$VAR/run/cluster.lock"
    flock 8
    choose_server
    create_cluster
    start_cluster
    superuser_step
    exec 7>>"$VAR/run/cluster.users"
    flock -s 7
    exec 8>&-
}

# The last user turns the light off.
release_cluster() {
    exec 7>&-
    exec 8>>"$VAR/run/cluster.lock"
    flock 8
    if [ ! -e "$VAR/run/cluster.keep" ] && cluster_unused; then stop_cluster; fi
    exec 8>&-
}

cluster_unused() { flock -n -x "$VAR/run/cluster.users" true; }
