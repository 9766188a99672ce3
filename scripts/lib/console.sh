# shellcheck shell=bash
# What the administrator sees: short Indonesian sentences, one line a step.

say() { printf '%s\n' "$*"; }

# A step that takes long enough to wonder about.
step() { printf '==> %s\n' "$*"; }

note() { printf '    %s\n' "$*"; }

warn() { printf 'Perhatian: %s\n' "$*" >&2; }

# Ends the command: the first argument says what is wrong, each further one what to do.
die() {
    printf 'Berhenti: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf '    %s\n' "$line" >&2; done
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# 0 when a person can be asked.
interactive() { [ -t 0 ] && [ -t 1 ] && [ -z "${CI:-}" ]; }

confirmed() {
    local answer
    read -r -p "$1 [y/T] " answer
    [[ $answer == [yY]* ]]
}
