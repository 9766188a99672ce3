# shellcheck shell=bash
# Which folders and which users. Sets, for everything after it:
#   ROOT          the checkout
#   CODE          the code that is served (ROOT, or a copy of it)
#   VAR           everything that is made: cluster, locks, backups (var/ in the checkout, or DATA_DIR)
#   STATE         the part of it the portal itself writes: uploads, static files, secret key
#   VENV          the virtual environment
#   SERVICE_USER  who runs the web server and the worker
#   CLUSTER_OWNER who runs PostgreSQL and is its superuser
#   SOCKET_DIR    where PostgreSQL's socket lies

umask 022
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly ROOT
# Debian's daemons and user tools live here; a plain user's PATH may lack the sbin ones.
PATH=$PATH:/usr/sbin:/sbin

is_root() { [ "$(id -u)" = 0 ]; }

checkout_id() { printf '%s' "$ROOT" | sha256sum | cut -c1-8; }

# Whether a user without any special right can read the code. Asked as 65534 (nobody), because the service user may
# not exist yet.
checkout_is_public() {
    setpriv --reuid=65534 --regid=65534 --clear-groups \
        test -r "$ROOT/manage.py" -a -r "$ROOT/scripts/portal" -a -x "$ROOT/scripts" -a -r "$ROOT"
}

choose_places() {
    CODE=$ROOT VAR=${DATA_DIR:-$ROOT/var} VENV=$ROOT/.venv BASE=$ROOT
    SERVICE_USER=$(id -un) CLUSTER_OWNER=$(id -un)
    if is_root; then
        SERVICE_USER=geoportal CLUSTER_OWNER=postgres
        if ! checkout_is_public; then
            # Below /root (0700) neither PostgreSQL nor the portal's user could read anything.
            BASE=/var/lib/geoportal-$(checkout_id)
            CODE=$BASE/code VAR=${DATA_DIR:-$BASE/var} VENV=$BASE/venv
        fi
    fi
    STATE=$VAR/portal
    SOCKET_DIR=$VAR/run/sock
    # A socket's whole path may have 107 bytes, and its folder stands in a list in postgresql.conf.
    if [ "${#SOCKET_DIR}" -gt 85 ] || [[ $SOCKET_DIR =~ [^A-Za-z0-9_./+-] ]]; then
        if is_root; then SOCKET_DIR=/run/geoportal-$(checkout_id); else SOCKET_DIR=/tmp/geoportal-$(id -u)-$(checkout_id); fi
    fi
    readonly CODE VAR STATE VENV BASE SERVICE_USER CLUSTER_OWNER SOCKET_DIR
}
choose_places

works_on_a_copy() { [ "$CODE" != "$ROOT" ]; }

# Runs a command as USER when we are root, as ourselves otherwise. The folder is / because USER may not be allowed to
# stand where we do; locks (descriptors 7 to 9) are not handed on.
as_user() {
    local user=$1
    shift
    if is_root; then
        (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups env HOME=/ USER="$user" LOGNAME="$user" "$@" 7>&- 8>&- 9>&-)
    else
        (cd / && exec "$@" 7>&- 8>&- 9>&-)
    fi
}

# The portal's own user: no password, no shell, no home.
ensure_service_user() {
    is_root || return 0
    id -u "$SERVICE_USER" >/dev/null 2>&1 && return 0
    step "Membuat pengguna sistem $SERVICE_USER (web dan pekerja antrean tidak berjalan sebagai root)"
    local shell=/usr/sbin/nologin
    [ -x $shell ] || shell=/sbin/nologin
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell "$shell" "$SERVICE_USER"
}

# A folder that belongs to USER (when we are root) with MODE.
own_folder() {
    local path=$1 user=$2 mode=$3
    if is_root; then install -d -o "$user" -g "$user" -m "$mode" "$path"; else install -d -m "$mode" "$path"; fi
}

prepare_places() {
    if works_on_a_copy && [ ! -d "$BASE" ]; then
        say "Folder ini tidak terbaca oleh pengguna lain, jadi klaster, pustaka, dan salinan kode disimpan di $BASE"
    fi
    mkdir -p "$BASE" "$VAR/run"
}

# The folder the service user writes to, and only the service user: root follows no link in it.
prepare_service_places() {
    own_folder "$STATE" "$SERVICE_USER" 0750
    as_user "$SERVICE_USER" mkdir -p -m 0750 "$STATE/media" "$STATE/static" "$STATE/tmp"
}

# Runs a command in the code's folder as the service user.
as_service() {
    as_user "$SERVICE_USER" env --chdir="$CODE" HOME="$STATE/tmp" TMPDIR="$STATE/tmp" "$@"
}

# What the code is made of, one line a file, without what is made from it.
list_code() {
    (cd "$1" && find . \( -path ./var -o -path ./.venv -o -path ./.git -o -name __pycache__ -o -path './.*_cache' \) -prune \
        -o -type f ! -name '*.mo' -printf '%p\t%s\t%Ts\n' | sort)
}

# Where the code is served from a copy, makes the copy equal to the checkout. Not below a portal that is running.
refresh_copy() {
    works_on_a_copy || return 0
    [ -d "$CODE" ] && [ "$(list_code "$ROOT")" = "$(list_code "$CODE")" ] && return 0
    if portal_runs_elsewhere; then
        note "Kode berubah, tetapi portal yang berjalan memakai salinan lama; berlaku setelah make stop dan make run."
        return 0
    fi
    rm -rf "$CODE.new"
    install -d -m 0755 "$CODE.new"
    list_code "$ROOT" | cut -f1 | tar -C "$ROOT" -T - -cf - | tar -C "$CODE.new" --no-same-owner --no-same-permissions -xf -
    chmod -R u=rwX,go=rX "$CODE.new"
    rm -rf "$CODE"
    mv "$CODE.new" "$CODE"
}
