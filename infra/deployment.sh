#!/bin/sh
# deployment.sh what-if|create|outputs|channel NAME PACKAGE: what the workflows ask of Azure, for hands too.
#   what-if, create   infra/main.bicep with infra/main.parameters.production.json (or PARAMETERS), whose ${NAMES} are
#                     taken from VARIABLES, a JSON object, or else from the environment
#   outputs           what the deployment gave, as `export NAME=value` lines
#   channel           a package to one channel's function app, then its function key, then its health through the gateway
# Needs az 2.76 or newer, signed in, and python3.
set -eu
here=$(dirname "$0")
AZURE_ENV_NAME=${AZURE_ENV_NAME:-$(python3 -c 'import json, os; print(json.loads(os.environ["VARIABLES"])["AZURE_ENV_NAME"])')}
name=portico-$AZURE_ENV_NAME

fill_in() { # the parameter file on standard output; a name that nobody gives is an error
    python3 - "$1" <<'PYTHON'
import json, os, string, sys
given = json.loads(os.environ.get("VARIABLES", "null")) or dict(os.environ)
quoted = {name: json.dumps(value)[1:-1] for name, value in given.items() if isinstance(value, str)}
try:
    print(string.Template(open(sys.argv[1], encoding="utf-8").read().replace('"$schema"', '"$$schema"')).substitute(quoted))
except KeyError as error:
    sys.exit(f"deployment.sh: {error.args[0]} is not set")
PYTHON
}

deploy() { # VERB [OPTION VALUE]
    filled=$(mktemp)
    trap 'rm -f "$filled"' EXIT
    fill_in "${PARAMETERS:-$here/main.parameters.production.json}" >"$filled"
    location=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["parameters"]["location"]["value"])' "$filled")
    az deployment sub "$@" --only-show-errors --name "$name" --location "$location" \
        --template-file "$here/main.bicep" --parameters "@$filled"
}

outputs() {
    az deployment sub show --only-show-errors --name "$name" --query properties.outputs --output json | python3 -c '
import json, shlex, sys
for name, output in json.load(sys.stdin).items():
    value = output["value"]
    print(f"export {name.upper()}={shlex.quote(value if isinstance(value, str) else json.dumps(value))}")'
}

answers() { # URL: within five minutes, since a cold host builds its package first
    for _ in $(seq 30); do
        curl --fail --silent --show-error --max-time 9 "$1" && return
        sleep "${POLL_SECONDS:-10}"
    done
    echo "deployment.sh: $1 does not answer" >&2
    return 1
}

channel() { # NAME PACKAGE
    exports=$(outputs)
    eval "$exports"
    app=$(printf '%s' "$PORTICO_FUNCTION_APPS" | python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1")
    az functionapp deployment source config-zip --only-show-errors --output none --build-remote true \
        --resource-group "$PORTICO_RESOURCE_GROUP" --name "$app" --src "$2"
    "$here/keys.sh" function-keys "$1"
    answers "$PORTICO_URL/$1/health"
}

case ${1:-} in
# Without this level, who may only read cannot ask either.
what-if) deploy what-if --validation-level ProviderNoRbac ;;
create)
    # Subnets are delegated to it, but no resource of its own is deployed, for which Azure would register it.
    az provider register --only-show-errors --namespace Microsoft.App --wait
    deploy create
    ;;
outputs) outputs ;;
channel) channel "${2:?which channel?}" "${3:?which package?}" ;;
*)
    echo 'usage: deployment.sh what-if|create|outputs|channel NAME PACKAGE' >&2
    exit 2
    ;;
esac
