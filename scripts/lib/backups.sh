# shellcheck shell=bash
# One tar with the database and the uploaded files. It is written under a temporary name and renamed when whole; a
# restore fills a new database and a new folder, and only then puts them in the old ones' place.

# The newest client tools: they read every older server.
client_tools() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_dump /usr/pgsql-*/bin/pg_dump | sort -V | tail -n 1)
    if [ -n "$CLUSTER_BIN" ]; then printf '%s\n' "$CLUSTER_BIN"; elif [ -x "$folder" ]; then dirname "$folder"; else
        dirname "$(command -v pg_dump)" 2>/dev/null || die "pg_dump tidak ada." "Pasang klien PostgreSQL (Debian: postgresql-client)."
    fi
}

backup_tool() {
    local tools
    tools=$(client_tools) || return 1
    as_service env PATH="$tools:$PATH" "$VENV/bin/python" "$CODE/scripts/backup.py" "$@"
}

make_backup() {
    local file=${FILE:-$VAR/backups/geoportal-$(date +%Y%m%d-%H%M%S).tar}
    set_up base
    check_database
    install -d -m 0700 "$VAR/backups"
    step "Mencadangkan ke $file"
    # Personal data: nobody else may read it.
    (
        umask 077
        trap 'rm -f "$file.sebagian"' EXIT
        backup_tool create --state "$STATE" >"$file.sebagian"
        sync -f "$file.sebagian"
        mv "$file.sebagian" "$file"
    )
    say "Cadangan selesai: $file ($(du -h "$file" | cut -f1))"
}

restore_backup() {
    local force=()
    [ -n "${FILE:-}" ] || die "sebutkan cadangannya: make restore FILE=var/backups/geoportal-....tar"
    [ -r "$FILE" ] || die "FILE=$FILE tidak dapat dibaca."
    prepare_places
    take_portal_lock || die "portal sedang berjalan." "Hentikan dahulu: make stop"
    set_up base
    check_database
    [ "${FORCE:-}" != 1 ] || force=(--force)
    step "Memulihkan dari $FILE"
    backup_tool restore --state "$STATE" "${force[@]}" <"$FILE" ||
        die "pemulihan tidak dilakukan; data yang ada tidak berubah."
    say "Pulih. Jalankan: make run"
}
