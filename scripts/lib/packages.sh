# shellcheck shell=bash
# Debian packages: what is missing is installed, nothing else is touched.

# known_system [another os-release file]
# shellcheck disable=SC2120
known_system() {
    local id='' version='' file=${1:-/etc/os-release}
    if [ -r "$file" ]; then
        # shellcheck source=/dev/null
        id=$(. "$file" && printf %s "${ID:-}") version=$(. "$file" && printf %s "${VERSION_ID:-}")
    fi
    case "$id-$version" in
        debian-12 | debian-13 | ubuntu-24.04) return 0 ;;
    esac
    die "sistem ini (${id:-tidak dikenal} ${version:-}) belum didukung untuk pemasangan otomatis." \
        "Didukung: Debian 12, Debian 13, Ubuntu 24.04." \
        "Pada Linux lain: siapkan PostgreSQL 14+ dengan PostGIS 3.3+ dan Python 3.11-3.13," \
        "lalu jalankan dengan DATABASE_URL=... (docs/how-to/run-on-a-server.md)."
}

# Runs a command with root's rights.
with_root() {
    if is_root; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "paket harus dipasang oleh root, dan sudo tidak ada." "Jalankan sebagai root: $*"
    fi
}

apt_get() { with_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

# Installing a server would also make and start a cluster of its own, which nobody asked for. Said before the first
# server is installed; a machine that already has one keeps its ways.
forbid_main_cluster() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return 0
    with_root sh -c 'mkdir -p /etc/postgresql-common/createcluster.d &&
        echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/geoportal.conf'
}

# Whether PostGIS is there for a server that is there.
server_missing() { [ -z "$(postgis_servers)" ]; }

# Prints the major versions of the servers that have PostGIS, newest first.
postgis_servers() {
    local initdb major
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] || continue
        major=${initdb#/usr/lib/postgresql/} major=${major%%/*}
        [ -e "/usr/share/postgresql/$major/extension/postgis.control" ] && printf '%s\n' "$major"
    done | sort -rn
}

fonts_missing() { ! find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null | grep -q .; }

# WeasyPrint lays out PDF sheets with Pango; it stands in no wheel.
pango_missing() { ! ldconfig -p | grep 'libpangoft2-1\.0\.so\.0' >/dev/null || ! ldconfig -p | grep 'libharfbuzz-subset\.so\.0' >/dev/null; }

# Prints Chromium's path; Ubuntu's own is a snap, which cannot be driven here.
find_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/google-chrome /usr/bin/google-chrome-stable; do
        [ -n "$candidate" ] && [ -x "$candidate" ] && { printf '%s\n' "$candidate"; return 0; }
    done
    return 1
}

install_packages() {
    local wanted=("$@") missing
    [ ${#wanted[@]} -gt 0 ] || return 0
    missing="${wanted[*]}"
    step "Memasang paket Debian: $missing"
    apt_get update >/dev/null || warn "apt-get update gagal; mencoba dengan daftar paket yang ada"
    apt_get install -y --no-install-recommends "${wanted[@]}" >"$VAR/run/apt.log" 2>&1 || {
        tail -n 20 "$VAR/run/apt.log" >&2
        die "paket tidak dapat dipasang: $missing" "Catatan lengkap: $VAR/run/apt.log"
    }
}

# What PostgreSQL and Python need; with "tests", also what the browser tests need.
ensure_packages() {
    known_system
    local wanted=()
    if server_missing; then
        wanted+=(postgresql postgresql-postgis)
        forbid_main_cluster
    fi
    python_has_venv || wanted+=(python3-venv)
    if pango_missing; then wanted+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0); fi
    if fonts_missing; then wanted+=(fonts-dejavu-core); fi
    if [ "${1:-}" = tests ]; then
        if ! find_chromium >/dev/null; then
            if grep -q '^ID=ubuntu' /etc/os-release; then
                die "Chromium untuk uji peramban tidak ada." \
                    "Paket chromium di Ubuntu berupa snap, yang tidak dapat dipakai di sini." \
                    "Pasang Google Chrome, atau set CHROMIUM=/path/ke/chromium."
            fi
            wanted+=(chromium)
        fi
        # ogrinfo reads the API as QGIS would.
        if ! have ogrinfo; then wanted+=(gdal-bin); fi
        # Playwright's driver is linked against it, and a bare system has no compiler that would have brought it.
        if ! ldconfig -p | grep 'libatomic\.so\.1' >/dev/null; then wanted+=(libatomic1); fi
    fi
    install_packages "${wanted[@]}"
}

# wrk asks the web server, pgbench (it comes with PostgreSQL) the database.
ensure_measuring_tools() {
    have wrk || install_packages wrk
}
