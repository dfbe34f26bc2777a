#!/bin/sh
# create_venv.sh PYTHON VENV REQUIREMENTS...: a virtual environment with these locked requirements.
# Quick when it is there. Speaks on standard error only; what stands in the way is told in one line.
set -eu
python=$1 venv=$2
shift 2

say() { echo "setting up: $1" >&2; }

fail() {
    echo "portico: $1" >&2
    exit 1
}

# The environment keeps a copy of every requirement file that is installed in it.
installed() { cmp -s "$1" "$venv/installed/${1##*/}" 2>/dev/null; }

all_installed() {
    # Fails too when the Python beneath was removed or became another version.
    "$venv/bin/python" -I -c 'import pip' 2>/dev/null || return
    for requirements in "$@"; do installed "$requirements" || return; done
}

check_python() {
    hint="Portico needs Python 3.11 or newer (make PYTHON=/path/to/python3)"
    command -v "$python" >/dev/null 2>&1 || fail "$python is not installed; $hint"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "$python is $("$python" -V 2>&1); $hint"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no ensurepip; install it (on Debian and Ubuntu: apt-get install python3-venv)"
}

# One set-up at a time: the lock belongs to file 9 of this shell, and ends with it however it ends.
take_turns() {
    mkdir -p "$venv" 2>/dev/null || fail "the folder $venv cannot be created"
    exec 9<"$venv"
    lock LOCK_NB || {
        say "waiting for another set-up of $venv"
        lock LOCK_EX || true # a file system without locks
    }
}

lock() { "$python" -c "import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.$1)" 2>/dev/null; }

create() {
    say "virtual environment $venv"
    trap 'rm -rf "$venv/bin"' EXIT # half an environment must not pass for a whole one
    report=$("$python" -m venv --clear "$venv" 2>&1) ||
        fail "the virtual environment $venv could not be created: $(echo "$report" | tail -n1)"
    trap - EXIT
}

install() {
    say "packages of $1"
    # This may change what another file's older version asked for.
    for copy in "$venv"/installed/*; do
        cmp -s "$copy" "$(dirname "$1")/${copy##*/}" 2>/dev/null || rm -f "$copy"
    done
    options=--require-hashes
    # Microsoft's runtime declares Python 3.13, and runs on 3.11 with the azure-functions that is there.
    case $1 in
    *conformance*) options="$options --no-deps --ignore-requires-python" ;;
    *checkov*) options="$options --no-deps" ;; # compiled against its own pins, see requirements-checkov.override
    esac
    # shellcheck disable=SC2086 # options are separate words
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $options -r "$1" >"$venv/pip.log" 2>&1 ||
        fail "packages of $1 could not be installed: $(reason); see $venv/pip.log"
    mkdir -p "$venv/installed"
    cp "$1" "$venv/installed/"
}

reason() {
    # Of an index that does not answer, pip's last word is that there is no such package.
    if grep -q "connection broken by" "$venv/pip.log"; then
        echo "the package index cannot be reached"
    else
        grep -m1 ERROR "$venv/pip.log" || tail -n1 "$venv/pip.log"
    fi
}

all_installed "$@" && exit
trap 'exit 130' INT HUP TERM
check_python
take_turns
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || create
for requirements in "$@"; do installed "$requirements" || install "$requirements"; done
