#!/bin/sh
# set_up.sh PYTHON: what the peers and the load need; quick when it is there. What is missing is told in one line.
set -eu
python=$1
peers=bench/peers/node

fail() {
    echo "bench: $1" >&2
    exit 1
}

if ! command -v wrk >/dev/null 2>&1; then
    hint="wrk is not installed; on Debian and Ubuntu: apt-get install wrk"
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || fail "$hint"
    echo "setting up: wrk" >&2
    { apt-get update && apt-get install --yes --no-install-recommends wrk; } >/dev/null 2>&1 || fail "$hint"
fi
command -v npm >/dev/null 2>&1 || fail "npm is not installed; the peers need Node.js 20.18.1 or newer"
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 18) ? 0 : 1)' ||
    fail "node is $(node --version); the peers need Node.js 20.18.1 or newer"
command -v taskset >/dev/null 2>&1 || fail "taskset is not installed; on Debian and Ubuntu: apt-get install util-linux"

sh local/create_venv.sh "$python" .venv-bench bench/requirements-bench.txt

# npm leaves a copy of the lock file in what it installed.
installed=$peers/node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ "$peers/package-lock.json" -nt "$installed" ]; then
    echo "setting up: packages of $peers/package-lock.json" >&2
    npm ci --prefix "$peers" --loglevel=error >/dev/null || fail "packages of $peers could not be installed"
fi
