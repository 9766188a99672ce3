# shellcheck shell=bash
# `make check`, `make test` and `make bench`.

FAILED_CHECKS=()

# Runs one check quietly; its output is shown only if it fails.
checked() {
    local name=$1 output seconds=$SECONDS
    shift
    if output=$("$@" 2>&1); then
        printf '    %-58s baik (%s d)\n' "$name" $((SECONDS - seconds))
    else
        printf '    %-58s GAGAL\n%s\n' "$name" "$output"
        FAILED_CHECKS+=("$name")
    fi
}

production_manage() {
    env DJANGO_SETTINGS_MODULE=geoportal.settings.production \
        SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w 0)" SECRET_KEY_FILE='' PUBLIC_URL=https://geoportal.example.go.id \
        "$VENV/bin/python" -W error::RuntimeWarning manage.py "$@"
}

templates() { find . -path ./var -prune -o -path ./.venv -prune -o -path '*/templates/*' -name '*.html' -print0; }

check_templates() { templates | xargs -0 -r "$VENV/bin/djade" --check --target-version 5.2; }

# Writes what the format checks would ask for.
format_code() {
    prepare_places
    ensure_python dev
    cd "$ROOT" || return 1
    "$VENV/bin/python" -m ruff format .
    "$VENV/bin/python" -m ruff check --fix .
    # djade exits 1 when it has rewritten something
    templates | xargs -0 -r "$VENV/bin/djade" --target-version 5.2 || true
}

run_checks() {
    local python=$VENV/bin/python
    cd "$ROOT" || return 1
    compile_messages "$ROOT"
    step "Memeriksa kode"
    checked "ruff format --check" "$python" -m ruff format --check .
    checked "ruff check" "$python" -m ruff check .
    # The libraries' stubs are written for the Python they were installed for.
    checked "mypy" "$python" -m mypy --python-version "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    checked "lint-imports" "$VENV/bin/lint-imports"
    checked "makemigrations --check" production_manage makemigrations --check --dry-run
    checked "check --deploy" production_manage check --deploy --fail-level WARNING
    checked "djade --check" check_templates
    [ ${#FAILED_CHECKS[@]} -eq 0 ] && return 0
    say "make check gagal: $(printf '%s; ' "${FAILED_CHECKS[@]}")"
    return 1
}

# Ends with pytest's own closing line.
run_tests() {
    local checks=0 tests=0 arguments=()
    set_up dev
    check_database --tests
    run_checks || checks=$?
    step "Menjalankan uji"
    # shellcheck disable=SC2206 # ARGS holds several words
    arguments=(${ARGS:-})
    CHROMIUM=$(find_chromium || true)
    # The last line is pytest's own.
    export LOG_LEVEL=${LOG_LEVEL:-WARNING}
    export CHROMIUM DJANGO_ALLOW_ASYNC_UNSAFE=1 DJANGO_SETTINGS_MODULE=geoportal.settings.test
    "$VENV/bin/python" -m pytest -n logical --maxprocesses 8 --dist loadfile "${arguments[@]}" "$@" 7>&- 8>&- || tests=$?
    [ "$tests" -ne 0 ] || tests=$checks
    return "$tests"
}

# Measures, and writes the table of docs/reference/performance.md. No part of the tests.
run_benchmark() {
    set_up dev
    if ! database_is_external; then ensure_measuring_tools; fi
    cd "$ROOT" || return 1
    "$VENV/bin/python" scripts/benchmark publish --write docs/reference/performance.md "$@" 7>&- 8>&-
}
