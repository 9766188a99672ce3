# shellcheck shell=bash
# The virtual environment, made from the system's Python and a lock with hashes.

PYTHON_OLDEST=3.11
PYTHON_NEWEST=3.13

# The system's Python goes first: the service user must be able to execute it, which one below a home folder forbids.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" /usr/bin/python3 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 \
        /usr/local/bin/python3; do
        if [ -x "$candidate" ] && usable_python "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# In the range, and executable by a user without special rights when we are root.
usable_python() {
    local drop=()
    if is_root; then drop=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
    (cd / && "${drop[@]}" "$1" -I -c 'import sys
oldest, newest = (tuple(map(int, text.split("."))) for text in sys.argv[1:])
sys.exit(not oldest <= sys.version_info[:2] <= newest)' "$PYTHON_OLDEST" "$PYTHON_NEWEST") 2>/dev/null
}

python_has_venv() {
    local python
    python=$(find_python) && "$python" -c 'import ensurepip, venv' 2>/dev/null
}

# The Python and the place: a moved environment, or one whose Python was upgraded, is a broken one.
python_line() { printf 'python %s %s\n' "$("$1" -c 'import sys; print(sys.version.split()[0])')" "$VENV"; }

lock_line() { printf '%s %s\n' "$1" "$(sha256sum <"$ROOT/requirements/$1.txt" | cut -d' ' -f1)"; }

installed() { grep -qxF "$1" "$VENV/.installed" 2>/dev/null; }

# Installs requirements/LOCK.txt (base or dev) unless exactly that is installed. dev.txt holds base.txt's pins too,
# so `make run` after `make test` changes nothing.
ensure_python() {
    local lock=$1 python
    python=$(find_python) || die "tidak ada Python $PYTHON_OLDEST sampai $PYTHON_NEWEST." \
        "Pasang dari distribusi (mis. python3.12), atau set PYTHON=/path/ke/python."
    installed "$(python_line "$python")" && installed "$(lock_line "$lock")" && return 0
    python_has_venv || die "modul venv tidak ada untuk $python." "Pasang paketnya (Debian: python3-venv)."
    (
        flock 8
        make_environment "$lock" "$python"
    ) 8>>"$VAR/run/python.lock"
}

make_environment() {
    local lock=$1 python=$2
    installed "$(python_line "$python")" && installed "$(lock_line "$lock")" && return 0
    step "Memasang pustaka Python dari requirements/$lock.txt (sekali, sekitar satu menit)"
    if ! installed "$(python_line "$python")"; then
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
    # Until pip has finished nothing counts as installed but the place itself.
    python_line "$python" >"$VENV/.installed"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        -r "$ROOT/requirements/$lock.txt" >"$VAR/run/pip.log" 2>&1 8>&- || {
        tail -n 20 "$VAR/run/pip.log" >&2
        die "pustaka Python tidak dapat dipasang." "Periksa jaringan, lalu ulangi. Catatan: $VAR/run/pip.log"
    }
    lock_line base >>"$VENV/.installed"
    [ "$lock" = base ] || lock_line "$lock" >>"$VENV/.installed"
}
