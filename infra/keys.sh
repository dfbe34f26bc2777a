#!/bin/sh
# keys.sh rings|function-keys [CHANNEL]|rotate CHANNEL: the secrets of an environment, made here and told to nobody.
#   rings           the key rings that channels seal and sign with, where there is only Bicep's placeholder; the function
#                   apps are made to fetch them now, which by themselves they do once a day
#   function-keys   the host key `apim` of one function app or of each, where the gateway still has a placeholder
#   rotate CHANNEL  a new host key for one function app; the old one works until the gateway knows the new one
# Keys reach Azure in request bodies on standard input, never as arguments, where every process could read them.
# Everything goes through Azure Resource Manager, so a vault that is closed to the internet is no obstacle.
# Needs az, signed in, and openssl; in the environment what infra/main.bicep has for outputs (azd sets them).
set -eu
: "${AZURE_SUBSCRIPTION_ID:?}" "${PORTICO_RESOURCE_GROUP:?}" "${PORTICO_VAULT:?}" "${PORTICO_GATEWAY:?}"
: "${PORTICO_FUNCTION_APPS:?}" # {"mobile":"portico-mobile-…",…}
SETTLE_SECONDS=${SETTLE_SECONDS:-60}

group=https://management.azure.com/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$PORTICO_RESOURCE_GROUP
vault=$group/providers/Microsoft.KeyVault/vaults/$PORTICO_VAULT
gateway=$group/providers/Microsoft.ApiManagement/service/$PORTICO_GATEWAY

rest() { # METHOD URL; a body, if there is one, on standard input
    az rest --only-show-errors --output none --method "$1" --url "$2" --headers Content-Type=application/json --body @-
}

random() { openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n'; }

is_placeholder() {
    kind=$(az rest --only-show-errors --output tsv --query properties.contentType --method get \
        --url "$vault/secrets/$1?api-version=2026-02-01") || exit # no answer is not a no
    [ "$kind" = placeholder ]
}

store() { # NAME KIND VALUE
    printf '{"properties":{"contentType":"%s","value":"%s"}}' "$2" "$3" | rest put "$vault/secrets/$1?api-version=2026-02-01"
}

site_of() { # CHANNEL
    app=$(printf '%s' "$PORTICO_FUNCTION_APPS" | tr '{},' '\n' | sed -n "s/^ *\"$1\": *\"\(.*\)\"/\1/p")
    [ -n "$app" ] || { echo "keys.sh: there is no channel $1" >&2; exit 2; }
    echo "$group/providers/Microsoft.Web/sites/$app"
}

channels() { printf '%s' "$PORTICO_FUNCTION_APPS" | tr '{},' '\n' | sed -n 's/^ *"\([a-z]*\)":.*/\1/p'; }

set_host_key() { # NAME VALUE
    printf '{"properties":{"name":"%s","value":"%s"}}' "$1" "$2" | rest put "$host_keys/$1?api-version=2025-03-01"
}

# Under a second name first: at every moment the key that the gateway sends is one that the host knows.
change_function_key() { # CHANNEL
    site=$(site_of "$1")
    host_keys=$site/host/default/functionkeys
    key=$(random)
    set_host_key apim-next "$key"
    store "$1-function-key" 'host key apim' "$key"
    rest post "$gateway/namedValues/$1-function-key/refreshSecret?api-version=2024-05-01" </dev/null
    sleep "$SETTLE_SECONDS"
    set_host_key apim "$key"
    rest delete "$host_keys/apim-next?api-version=2025-03-01" </dev/null
    echo "keys.sh: $1 has a new function key"
}

make_ring() { # NAME
    is_placeholder "$1" || return 0
    store "$1" 'key ring' "key-1:$(random)"
    echo "keys.sh: $1 made"
}

fetch_again() { # CHANNEL
    site=$(site_of "$1")
    rest post "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01" </dev/null
}

case ${1:-} in
rings)
    make_ring session-keys
    make_ring cursor-keys
    for channel in $(channels); do
        fetch_again "$channel"
    done
    ;;
function-keys)
    for channel in ${2:-$(channels)}; do
        is_placeholder "$channel-function-key" || continue
        change_function_key "$channel"
    done
    ;;
rotate)
    change_function_key "${2:?which channel?}"
    ;;
*)
    echo 'usage: keys.sh rings|function-keys [CHANNEL]|rotate CHANNEL' >&2
    exit 2
    ;;
esac
