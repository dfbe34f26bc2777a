#!/bin/sh
# web.sh: uploads the web client's files to the static website that the gateway serves below /app.
# Needs az, signed in as one who may write to that account (main.bicep's deployerObjectId).
set -eu
: "${PORTICO_WEBSITE:?}"
files=$(dirname "$0")/../local/clients/web
# shellcheck disable=SC2016 # $web is the container's name
az storage blob upload-batch --only-show-errors --output none --auth-mode login --overwrite \
    --account-name "$PORTICO_WEBSITE" --destination '$web' --source "$files"
echo "web.sh: uploaded to $PORTICO_WEBSITE"
