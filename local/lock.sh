#!/bin/sh
# lock.sh --write|--check PYTHON: one universal file for every supported Python, with hashes and package names only.
set -eu
mode=$1 python=$2
into=.
if [ "$mode" = --check ]; then
    into=$(mktemp -d)
    trap 'rm -rf "$into"' EXIT
    mkdir "$into/bench"
    cp requirements*.txt "$into"
    cp bench/requirements-bench.txt "$into/bench"
fi

compile() {
    "$python" -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
        --custom-compile-command "make lock" "$@"
}

for name in requirements requirements-local requirements-dev requirements-azure; do
    compile --universal --python-version 3.11 "$name.in" -o "$into/$name.txt"
done
compile --no-deps --python-version 3.13 requirements-conformance.in -o "$into/requirements-conformance.txt"
compile --universal --python-version 3.11 --override requirements-checkov.override requirements-checkov.in \
    -o "$into/requirements-checkov.txt"

compile --universal --python-version 3.11 bench/requirements-bench.in -o "$into/bench/requirements-bench.txt"

for file in requirements*.txt bench/requirements-bench.txt; do
    cmp -s "$file" "$into/$file" || { echo "portico: $file does not fit its .in file; run: make lock" >&2; exit 1; }
done
