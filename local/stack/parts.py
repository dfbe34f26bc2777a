"""The parts of the stack and what each is told: the one place where they learn of each other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.identity.directory import Directory
from local.stack.directory import PATH, app, clients_of
from local.stack.layout import HOST, Layout

SERVICES = ("orders", "products", "users")


@dataclass(frozen=True)
class Part:
    """A process: `python -m <module> --config <file>`, and the ports it listens on."""

    name: str
    module: str
    config: Mapping[str, Any]
    ports: tuple[int, ...]


Keys = Mapping[str, Mapping[str, str]]


def channels(layout: Layout) -> tuple[str, ...]:
    """The channels of `infra/channels.json`."""
    document = json.loads((layout.infra / "channels.json").read_text(encoding="utf-8"))
    return tuple(channel["name"] for channel in document["channels"])


def parts(layout: Layout, directory: Directory, keys: Keys) -> list[Part]:
    """Every process of the stack, in the order they are started."""
    return [
        _identity(layout),
        *(_service(layout, directory, name) for name in SERVICES),
        *(_functions(layout, directory, channel, keys[channel]) for channel in keys),
        _gateway(layout, directory, keys),
    ]


def issuer(layout: Layout, directory: Directory) -> str:
    return f"{layout.url('identity')}/{directory.tenant_id}/v2.0"


def identity_config(layout: Layout) -> dict[str, Any]:
    return {
        "host": HOST,
        "page_port": layout.port_of("identity-page"),
        "tls_port": layout.port_of("identity"),
        "issuer_url": layout.url("identity"),
        "page_url": layout.url("identity-page"),
        "public_url": layout.url("gateway"),
        "directory": str(PATH),
        "state": str(layout.state / "identity"),
    }


def _identity(layout: Layout) -> Part:
    ports = (layout.port_of("identity"), layout.port_of("identity-page"))
    return Part("identity", "local.identity", identity_config(layout), ports)


def _service(layout: Layout, directory: Directory, name: str) -> Part:
    port = layout.port_of(name)
    config = {
        "service": name,
        "host": HOST,
        "port": port,
        "database": str(layout.state / f"{name}.db"),
        "directory": str(PATH),
        "issuer": issuer(layout, directory),
        "jwks_uri": f"{layout.url('identity')}/{directory.tenant_id}/discovery/v2.0/keys",
        "audience": app(directory, name).client_id,
        "ca_bundle": str(layout.ca_bundle),
    }
    return Part(name, "local.services", config, (port,))


def _functions(layout: Layout, directory: Directory, channel: str, keys: Mapping[str, str]) -> Part:
    port = layout.port_of(channel)
    config = {
        "host": HOST,
        "port": port,
        "root": str(layout.root),
        "master_key": keys["master"],
        "host_keys": {"apim": keys["apim"]},
        "settings": app_settings(layout, directory, channel),
    }
    return Part(channel, "local.functions", config, (port,))


def app_settings(layout: Layout, directory: Directory, channel: str) -> dict[str, str]:
    """What `infra/main.bicep` gives the channel's function app in Azure."""
    application, prefix = f"portico-{channel}", channel.upper()
    settings = {
        "BFF_CHANNELS": channel,
        "PUBLIC_URL": layout.url("gateway"),
        "TENANT_ID": directory.tenant_id,
        "AUTHORITY": issuer(layout, directory),
        f"{prefix}_AUDIENCE": app(directory, application).client_id,
        f"{prefix}_CLIENTS": ",".join(clients_of(directory, application)),
        f"{prefix}_ASSERTION_KEY": str(layout.state / "identity" / "clients" / f"{application}.pem"),
        "REQUESTS_CA_BUNDLE": str(layout.ca_bundle),
        "SPANS_FILE": str(layout.state / "spans.jsonl"),
    }
    for service in SERVICES:
        settings[f"{service.upper()}_URL"] = layout.url(service)
        settings[f"{service.upper()}_SCOPE"] = f"api://{service}/.default"
    return settings


def _gateway(layout: Layout, directory: Directory, keys: Keys) -> Part:
    config = {
        "host": HOST,
        "port": layout.port,
        "infra": str(layout.infra),
        "named_values": named_values(layout, directory, keys),
        "backends": {f"{channel}-bff": f"{layout.url(channel)}/{channel}" for channel in keys},
        "ca_bundle": str(layout.ca_bundle),
        "spans_file": str(layout.state / "spans.jsonl"),
    }
    return Part("gateway", "local.gateway", config, (layout.port,))


def named_values(layout: Layout, directory: Directory, keys: Keys) -> dict[str, str]:
    """What Bicep's parameters and Key Vault's secrets are in Azure."""
    authority = issuer(layout, directory)
    values = {
        "openid-config-url": f"{authority}/.well-known/openid-configuration",
        "token-issuer": authority,
    }
    for channel in keys:
        values[f"{channel}-audience"] = app(directory, f"portico-{channel}").client_id
        values[f"{channel}-function-key"] = keys[channel]["apim"]
    return values
