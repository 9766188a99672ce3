# shellcheck shell=bash
# From an installed environment to a portal that can be served: secret key, messages, migrations, demo, static files.

# Runs a command in the code's folder as the service user.
as_service() {
    as_user "$SERVICE_USER" env --chdir="$CODE" HOME="$VAR/tmp" TMPDIR="$VAR/tmp" "$@"
}

manage() { as_service "$VENV/bin/python" manage.py "$@"; }

export_environment() {
    export DATABASE_URL
    export VAR_DIR=$VAR
    export DJANGO_SETTINGS_MODULE=geoportal.settings.production
    export PYTHONUNBUFFERED=1
    if [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ]; then export SECRET_KEY_FILE=$VAR/secret_key; fi
}

# Made once and kept: a new key would end every session and void every signed link.
ensure_secret_key() {
    local file=$VAR/secret_key
    [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ] || return 0
    if [ ! -s "$file" ]; then
        (
            umask 077
            head -c 48 /dev/urandom | base64 -w 0 >"$file.new"
        )
        mv "$file.new" "$file"
    fi
    if is_root; then chown "$SERVICE_USER": "$file"; fi
    chmod 0600 "$file"
}

# Translations lie beside their sources, so whoever owns the code writes them.
compile_messages() {
    local po stale=''
    while IFS= read -r po; do
        [ "${po%.po}.mo" -nt "$po" ] || stale=yes
    done < <(find "$CODE" -path "$CODE/var" -prune -o -path "$CODE/.venv" -prune -o -name '*.po' -print)
    [ -n "$stale" ] || return 0
    step "Menyusun terjemahan"
    (cd "$CODE" && "$VENV/bin/python" manage.py messages compile >/dev/null)
}

migrate() {
    step "Memeriksa migrasi basis data"
    manage migrate --no-input --verbosity 0
}

# Prints progress as it goes; what it says about sign-ins is shown again once the portal answers.
seed() {
    local arguments=()
    if [ -n "${BOUNDARIES:-}" ]; then
        [ -r "$BOUNDARIES" ] || die "BOUNDARIES=$BOUNDARIES tidak dapat dibaca."
        arguments=(--boundaries "$(readable_path "$BOUNDARIES")")
    fi
    manage portal_seed "${arguments[@]}" | tee "$VAR/run/seed.log"
}

# Static files change only with the checkout or the libraries.
collect_static() {
    local stamp=$VAR/static/.collected fingerprint
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

prepare_portal() {
    compile_messages
    check_database
    migrate
    seed
    collect_static
}

# Prints a path under which the service user can read FILE: FILE itself, or a copy (with the parts that lie beside a
# .shp) in var/tmp.
readable_path() {
    local file folder
    file=$(readlink -f "$1")
    if as_service test -r "$file"; then
        printf '%s\n' "$file"
        return 0
    fi
    folder=$(mktemp -d "$VAR/tmp/masukan-XXXXXX")
    cp -r "$file" "$folder/"
    if [[ ${file,,} == *.shp ]]; then cp "${file%.*}".* "$folder/"; fi
    chown -R "$SERVICE_USER": "$folder"
    printf '%s/%s\n' "$folder" "$(basename "$file")"
}

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
