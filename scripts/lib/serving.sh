# shellcheck shell=bash
# The portal in the foreground: a web server and a queue worker, watched. Either ends, the other is ended too.
# The supervisor holds the lock var/run/portal.lock (descriptor 9), which is how others see that it runs.

PORT=${PORT:-8000}
BIND=${BIND:-127.0.0.1}
export PORT BIND
WEB_PID='' WORKER_PID=''

# Starts a command in the background as the service user, in a process group of its own (Ctrl-C reaches only the
# supervisor, which ends things in order). Should the supervisor be killed, the kernel tells its children.
launch() {
    local drop=()
    if is_root; then drop=(--reuid="$SERVICE_USER" --regid="$SERVICE_USER" --init-groups); fi
    (
        cd "$CODE" && exec setsid setpriv --pdeathsig TERM "${drop[@]}" \
            env HOME="$STATE/tmp" TMPDIR="$STATE/tmp" USER="$SERVICE_USER" LOGNAME="$SERVICE_USER" "$@" 7>&- 8>&- 9>&- </dev/null
    ) &
}

web_command() { printf '%s\0' "$VENV/bin/python" -m gunicorn --config "$CODE/deploy/gunicorn.conf.py" geoportal.wsgi:application; }
# A job that does not end in time is left to the next start.
worker_command() { printf '%s\0' "$VENV/bin/python" manage.py procrastinate worker --shutdown-graceful-timeout 15; }

local_host() { case "$BIND" in 0.0.0.0 | '') printf 127.0.0.1 ;; *) printf '%s' "$BIND" ;; esac; }

# The address a person opens.
portal_address() {
    local host
    if [ -n "${PUBLIC_URL:-}" ]; then
        printf '%s/\n' "${PUBLIC_URL%/}"
        return 0
    fi
    host=$(local_host)
    [ "$host" = 127.0.0.1 ] && host=localhost
    printf 'http://%s:%s/\n' "$host" "$PORT"
}

# Under which address another device in the same network reaches us.
network_address() {
    local address
    address=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -m 1 -E '^[0-9.]+$') || return 0
    printf 'http://%s:%s/\n' "$address" "$PORT"
}

# Prints the status line of /healthz; fails while nothing answers.
ask_health() {
    local status=''
    {
        exec 3<>"/dev/tcp/$(local_host)/$PORT" &&
            printf 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && IFS= read -r -t 20 status <&3
    } 2>/dev/null
    [[ $status == HTTP/* ]] && printf '%s\n' "${status%$'\r'}"
}

port_taken() { (exec 3<>"/dev/tcp/$(local_host)/$PORT") 2>/dev/null; }

# The lock is one more open file away from us: asked while we hold it, it looks taken.
PORTAL_LOCK_IS_OURS=''
portal_runs_elsewhere() {
    [ -z "$PORTAL_LOCK_IS_OURS" ] && [ -e "$VAR/run/portal.lock" ] && ! flock -n "$VAR/run/portal.lock" true
}

alive() { kill -0 "$1" 2>/dev/null; }

# Takes the supervisor's lock or says who has it.
take_portal_lock() {
    local file=$VAR/run/portal.lock
    if [ -e "$file" ] && [ ! -w "$file" ]; then
        die "portal di folder ini dijalankan oleh $(stat -c %U "$file")." "Jalankan dengan sudo, atau sebagai pengguna itu."
    fi
    exec 9>>"$file"
    flock -n 9 && PORTAL_LOCK_IS_OURS=yes
}

run_portal() {
    [[ $PORT =~ ^[0-9]+$ ]] || die "PORT=$PORT bukan angka."
    prepare_places
    if ! take_portal_lock; then
        say "Portal sudah berjalan: $(cat "$VAR/run/portal.address" 2>/dev/null || echo 'sedang disiapkan')"
        say "Menghentikannya: make stop"
        return 0
    fi
    rm -f "$VAR/run/portal.address"
    printf '%s\n' "$$" >"$VAR/run/portal.pid"
    if port_taken; then die "port $PORT sudah dipakai program lain." "Pilih yang lain: make run PORT=$((PORT + 1))"; fi
    # Until the portal is up, TERM waits for the step that is running.
    trap 'exit 143' TERM HUP
    trap 'exit 130' INT
    set_up base
    prepare_portal
    supervise
}

supervise() {
    local command ending='' code=0
    trap 'ending=yes' INT TERM HUP
    trap finish_serving EXIT
    mapfile -d '' command < <(web_command)
    launch "${command[@]}"
    WEB_PID=$!
    mapfile -d '' command < <(worker_command)
    launch "${command[@]}"
    WORKER_PID=$!
    announce_when_ready &
    local announcer=$!
    while [ -z "$ending" ] && alive "$WEB_PID" && alive "$WORKER_PID"; do
        wait -n "$WEB_PID" "$WORKER_PID" 2>/dev/null || code=$?
    done
    kill "$announcer" 2>/dev/null || true
    if [ -n "$ending" ]; then
        say ''
        step "Menghentikan portal"
        return 0
    fi
    if alive "$WORKER_PID"; then warn "server web berhenti sendiri (kode $code); pekerja antrean ikut dihentikan."; else
        warn "pekerja antrean berhenti sendiri (kode $code); server web ikut dihentikan."
    fi
    return 1
}

announce_when_ready() {
    local status=''
    exec 7>&- 8>&- 9>&-
    trap - EXIT INT TERM HUP
    until status=$(ask_health); do sleep 0.2; done
    portal_address >"$VAR/run/portal.address"
    say ''
    say "Portal siap: $(portal_address)"
    [[ $status == *" 200 "* ]] || warn "/healthz menjawab: $status (lihat: scripts/portal manage doctor)"
    if [ "$BIND" = 0.0.0.0 ]; then
        note "Dari perangkat lain di jaringan ini: $(network_address)"
    else
        note "Untuk dibuka dari HP di jaringan yang sama: make run BIND=0.0.0.0"
    fi
    show_sign_ins
    note "Berhenti: Ctrl-C di sini, atau make stop di jendela lain."
}

show_sign_ins() {
    local file=$STATE/demo-sign-ins.txt
    as_service test -e "$file" || return 0
    note "Akun demo (juga di $file):"
    as_service sed 's/^/        /' "$file"
}

# Ends a process politely, then not.
end_process() {
    local pid=$1 tries=0
    [ -n "$pid" ] && alive "$pid" || return 0
    kill -TERM "$pid" 2>/dev/null
    while alive "$pid" && [ $((tries += 1)) -le 200 ]; do sleep 0.1; done
    if alive "$pid"; then kill -KILL -- "-$pid" 2>/dev/null; fi
    wait "$pid" 2>/dev/null
}

finish_serving() {
    set +e
    trap '' INT TERM HUP
    end_process "$WEB_PID"
    end_process "$WORKER_PID"
    rm -f "$VAR/run/portal.address" "$VAR/run/portal.pid"
    finish
}

# Ends the supervisor of another terminal, then the cluster unless somebody else (make test) uses it.
stop_portal() {
    local pid
    if [ ! -d "$VAR/run" ]; then
        say "Portal tidak berjalan."
        return 0
    fi
    if take_portal_lock; then
        exec 9>&-
        say "Portal tidak berjalan."
    else
        pid=$(cat "$VAR/run/portal.pid")
        step "Menghentikan portal"
        kill -TERM "$pid"
        flock -w 90 "$VAR/run/portal.lock" true || die "portal (pid $pid) belum berhenti." "Lihat jendelanya."
        say "Portal berhenti."
    fi
    stop_unused_cluster
}

stop_unused_cluster() {
    rm -f "$VAR/run/cluster.keep"
    if database_is_external || [ ! -d "$CLUSTER" ] || ! postgis_servers | grep -q .; then return 0; fi
    exec 8>>"$VAR/run/cluster.lock"
    flock 8
    choose_server
    if cluster_unused; then stop_cluster; else note "Klaster masih dipakai (make test?); berhenti bersama pemakai terakhir."; fi
    exec 8>&-
}

# One process in the foreground, for systemd or a container: no supervisor, no root.
serve_alone() {
    if is_root; then die "jangan jalankan sebagai root." "systemd: User=geoportal (deploy/systemd/)."; fi
    export_environment
    export HOME=$STATE/tmp TMPDIR=$STATE/tmp
    cd "$CODE" || exit 1
}

# Migrations, register, boundaries, static files: once per version, before web and worker start. No demo accounts,
# unless DEMO=1.
server_prepare() {
    if is_root; then die "jangan jalankan sebagai root." "systemd: User=geoportal (deploy/systemd/)."; fi
    prepare_places
    prepare_service_places
    ensure_secret_key
    export_environment
    if [ "${DEMO:-}" = 1 ]; then prepare_portal; else prepare_portal --no-accounts; fi
}

server_web() {
    serve_alone
    mapfile -d '' command < <(web_command)
    exec "${command[@]}"
}

server_worker() {
    serve_alone
    mapfile -d '' command < <(worker_command)
    exec "${command[@]}"
}
