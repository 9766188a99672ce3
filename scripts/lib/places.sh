# shellcheck shell=bash
# Which folders and which users. Sets, for everything after it:
#   ROOT          the checkout
#   CODE          the code that is served (ROOT, or a copy of it)
#   VAR           everything that is made: cluster, uploads, static files, locks
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
    CODE=$ROOT VAR=$ROOT/var VENV=$ROOT/.venv BASE=$ROOT
    SERVICE_USER=$(id -un) CLUSTER_OWNER=$(id -un)
    if is_root; then
        SERVICE_USER=geoportal CLUSTER_OWNER=postgres
        if ! checkout_is_public; then
            # Below /root (0700) neither PostgreSQL nor the portal's user could read anything.
            BASE=/var/lib/geoportal-$(checkout_id)
            CODE=$BASE/code VAR=$BASE/var VENV=$BASE/venv
        fi
    fi
    SOCKET_DIR=$VAR/run/sock
    # A socket's whole path may have 107 bytes, and its folder stands in a list in postgresql.conf.
    if [ "${#SOCKET_DIR}" -gt 85 ] || [[ $SOCKET_DIR =~ [^A-Za-z0-9_./+-] ]]; then
        if is_root; then SOCKET_DIR=/run/geoportal-$(checkout_id); else SOCKET_DIR=/tmp/geoportal-$(id -u)-$(checkout_id); fi
    fi
    readonly CODE VAR VENV BASE SERVICE_USER CLUSTER_OWNER SOCKET_DIR
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
    install -d -m 0755 "$BASE" "$VAR" "$VAR/run"
}

# Folders the service user writes to.
prepare_service_places() {
    own_folder "$VAR/media" "$SERVICE_USER" 0750
    own_folder "$VAR/static" "$SERVICE_USER" 0755
    own_folder "$VAR/tmp" "$SERVICE_USER" 0700
}

# Where the code is served from a copy, makes the copy equal to the checkout.
refresh_copy() {
    works_on_a_copy || return 0
    rm -rf "$CODE.new"
    install -d -m 0755 "$CODE.new"
    tar -C "$ROOT" --exclude=./var --exclude=./.venv --exclude=./.git --exclude='__pycache__' --exclude='./.*_cache' \
        -cf - . | tar -C "$CODE.new" --no-same-owner --no-same-permissions -xf -
    chmod -R u=rwX,go=rX "$CODE.new"
    rm -rf "$CODE"
    mv "$CODE.new" "$CODE"
}
