#!/bin/sh
# create_venv.sh PYTHON VENV REQUIREMENTS...: a virtual environment with these locked requirements.
# What stands in the way is told in one line.
set -eu
python=$1 venv=$2
shift 2

fail() {
    echo "portico: $1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail "$python is not installed; Portico needs Python 3.11 or newer (make PYTHON=/path/to/python3)"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "$python is $("$python" -V 2>&1); Portico needs Python 3.11 or newer (make PYTHON=/path/to/python3)"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python has no ensurepip; install it (on Debian and Ubuntu: apt-get install python3-venv)"

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "setting up: virtual environment $venv"
    "$python" -m venv --clear "$venv" || fail "the virtual environment $venv could not be created"
fi
for requirements in "$@"; do
    echo "setting up: packages of $requirements"
    options=--require-hashes
    # Microsoft's runtime declares Python 3.13, and runs on 3.11 with the azure-functions that is there.
    case $requirements in *conformance*) options="$options --no-deps --ignore-requires-python" ;; esac
    # shellcheck disable=SC2086 # options are separate words
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $options -r "$requirements" >"$venv/pip.log" 2>&1 ||
        fail "packages of $requirements could not be installed; see $venv/pip.log: $(grep -m1 ERROR "$venv/pip.log" || tail -n1 "$venv/pip.log")"
done
