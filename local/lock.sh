#!/bin/sh
# lock.sh PYTHON: one universal file for every supported Python, with hashes and package names only.
set -eu
for name in requirements requirements-local requirements-dev; do
    "$1" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --custom-compile-command "make lock" "$name.in" -o "$name.txt"
done
"$1" -m uv pip compile --quiet --no-deps --python-version 3.13 --generate-hashes --no-emit-index-url \
    --no-annotate --custom-compile-command "make lock" requirements-conformance.in -o requirements-conformance.txt
