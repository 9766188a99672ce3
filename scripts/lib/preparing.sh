# shellcheck shell=bash
# From an installed environment to a portal that can be served: secret key, messages, migrations, demo, static files.

manage() { as_service "$VENV/bin/python" manage.py "$@"; }

export_environment() {
    export DATABASE_URL
    export VAR_DIR=$STATE
    export DJANGO_SETTINGS_MODULE=geoportal.settings.production
    export PYTHONUNBUFFERED=1
    if [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ]; then export SECRET_KEY_FILE=$STATE/secret_key; fi
}

# Made once and kept: a new key would end every session and void every signed link.
ensure_secret_key() {
    [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ] || return 0
    # shellcheck disable=SC2016 # the inner shell expands $1
    as_service sh -c 'test -s "$1" || { umask 077; head -c 48 /dev/urandom | base64 -w 0 >"$1.baru" && mv "$1.baru" "$1"; }' \
        - "$STATE/secret_key"
}

# Translations lie beside their sources, so whoever owns the code writes them. compile_messages [folder of the code]
# shellcheck disable=SC2119,SC2120
compile_messages() {
    local po stale='' code=${1:-$CODE}
    while IFS= read -r po; do
        [ "${po%.po}.mo" -nt "$po" ] || stale=yes
    done < <(find "$code" -path "$code/var" -prune -o -path "$code/.venv" -prune -o -name '*.po' -print)
    [ -n "$stale" ] || return 0
    step "Menyusun terjemahan"
    (cd "$code" && "$VENV/bin/python" manage.py messages compile >/dev/null)
}

# Migrations, register, boundaries, demo accounts. The sign-ins it prints are held back until the portal answers
# (show_sign_ins).
fill_database() {
    local arguments=()
    if [ -n "${BOUNDARIES:-}" ]; then
        [ -r "$BOUNDARIES" ] || die "BOUNDARIES=$BOUNDARIES tidak dapat dibaca."
        arguments=(--boundaries "$(readable_path "$BOUNDARIES")")
    fi
    step "Memeriksa migrasi, register wilayah, dan batas (pada pertama kali sekitar setengah menit)"
    as_service "$VENV/bin/python" -m scripts.prepare "${arguments[@]}" "$@" | sed -u -e '/^Akun demo/,$d' -e 's/^/    /'
}

# Static files change only with the checkout or the libraries.
collect_static() {
    local stamp=$STATE/static/.collected fingerprint
    fingerprint=$(
        cd "$CODE" && {
            find . -path ./var -prune -o -path ./.venv -prune -o -path '*/static/*' -type f -printf '%p %s %T@\n' | sort
            cat requirements/base.txt geoportal/settings/*.py
        } | sha256sum
    )
    [ "$fingerprint" = "$(as_service cat "$stamp" 2>/dev/null)" ] && return 0
    step "Mengumpulkan berkas statis"
    manage collectstatic --no-input --verbosity 0
    printf '%s\n' "$fingerprint" | as_service tee "$stamp" >/dev/null
}

# prepare_portal [what portal_seed is told besides]
prepare_portal() {
    compile_messages
    check_database
    fill_database "$@"
    collect_static
}

# Prints a path under which the service user can read FILE: FILE itself, or a copy (with the parts that lie beside a
# .shp) in the portal's own folder.
readable_path() {
    local file folder names
    file=$(readlink -f "$1")
    if as_service test -r "$file"; then
        printf '%s\n' "$file"
        return 0
    fi
    names=("$(basename "$file")")
    if [[ ${file,,} == *.shp ]]; then mapfile -t names < <(cd "$(dirname "$file")" && printf '%s\n' "$(basename "${file%.*}")".*); fi
    folder=$STATE/tmp/masukan-$$
    as_service mkdir -p -m 0700 "$folder"
    tar -C "$(dirname "$file")" -cf - -- "${names[@]}" | as_service tar -C "$folder" --no-same-permissions -xf -
    printf '%s/%s\n' "$folder" "$(basename "$file")"
}

forget_staged_files() { if [ -d "$STATE/tmp/masukan-$$" ]; then as_service rm -rf "$STATE/tmp/masukan-$$"; fi; }

# manage.py as the running portal would run it. Files named among the arguments are made readable for it.
run_manage() {
    local argument arguments=()
    set_up base >&2
    compile_messages >&2
    check_database
    for argument in "$@"; do
        if [ -e "$argument" ]; then argument=$(readable_path "$argument"); fi
        arguments+=("$argument")
    done
    manage "${arguments[@]}"
}
