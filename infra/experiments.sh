#!/bin/sh
# experiments.sh: the feature flags of infra/experiments.json into an App Configuration store that has none yet.
# Later changes are made in the store, where they take effect within half a minute; see docs/deploy.md.
set -eu
: "${PORTICO_EXPERIMENTS:?}"
flags=$(az appconfig feature list --only-show-errors --auth-mode login --endpoint "$PORTICO_EXPERIMENTS" --query 'length(@)')
[ "$flags" = 0 ] || exit 0
az appconfig kv import --only-show-errors --output none --auth-mode login --yes --endpoint "$PORTICO_EXPERIMENTS" \
    --source file --format json --path "$(dirname "$0")/experiments.json"
echo "experiments.sh: flags imported"
