"""`python -m infra.entra [--plan]`: this system's app registrations, in the tenant that az is signed in to.

Prints what main.bicep's parameters need as NAME=value. Run it before the first deployment, and again after it
with --identities (main.bicep's output PORTICO_IDENTITIES): only then do the function apps exist.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

import httpx

from infra.entra.applications import Application, read_applications, read_channels
from infra.entra.graph import Graph, GraphError
from infra.entra.plan import Plan
from infra.entra.registration import Registered, register


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        applications = read_applications(options.public_url)
        channels = read_channels(applications)
        identities = _identities(options.identities)
        if options.plan:
            plan = Plan({each.name: each for each in applications}, sys.stdout.write)
            register(plan, applications, "<tenant>", identities)
            return 0
        for line in parameters(_apply(applications, identities), channels):
            print(line)  # noqa: T201 - what it is run for
    except (GraphError, ValueError, OSError, subprocess.CalledProcessError, httpx.TransportError) as error:
        print(f"entra: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def parameters(there: Mapping[str, Registered], channels: Sequence[str]) -> list[str]:
    """As infra/main.parameters.json names them."""
    lines = []
    for channel in channels:
        api = f"portico-{channel}"
        clients = [each.client_id for each in there.values() if _asks(each.application, api)]
        lines += [
            f"{channel.upper()}_AUDIENCE={there[api].client_id}",
            f"{channel.upper()}_CLIENTS={','.join(clients)}",
        ]
    if "portico-web" in there:
        lines += [f"SESSION_CLIENT_ID={there['portico-web'].client_id}"]
    callers = [there[f"portico-{channel}"].application for channel in channels]
    services = [name for name in there if any(_asks(caller, name) for caller in callers)]
    return lines + [f"{name.upper()}_SCOPE=api://{there[name].client_id}/.default" for name in services]


def _asks(client: Application, api: str) -> bool:
    return api in client.delegated or api in client.application


def _identities(text: str) -> dict[str, str]:
    """`[{"channel": "mobile", "principalId": "…"}]` by channel."""
    return {entry["channel"]: entry["principalId"] for entry in json.loads(text)}


def _apply(applications: Sequence[Application], identities: Mapping[str, str]) -> dict[str, Registered]:
    token = _az("account", "get-access-token", "--resource-type", "ms-graph", "--query", "accessToken")
    tenant = _az("account", "show", "--query", "tenantId")
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
        return register(Graph(http), applications, tenant, identities)


def _az(*arguments: str) -> str:
    command = ["az", *arguments, "--output", "tsv"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.entra", description=__doc__)
    parser.add_argument(
        "--plan", action="store_true", help="only print what would be asked of Microsoft Graph"
    )
    parser.add_argument(
        "--public-url", required=True, help="main.bicep's output PORTICO_URL, or what it will be"
    )
    parser.add_argument("--identities", default="[]", help="main.bicep's output PORTICO_IDENTITIES")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
