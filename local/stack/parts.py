"""The parts of the stack and what each is told: the one place where they learn of each other."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.errors import StartError
from local.identity.directory import Directory
from local.stack.directory import PATH, app, clients_of
from local.stack.layout import HOST, SERVICES, Layout

STORAGE_ACCOUNT = "portico"
PRODUCT = "partner"


@dataclass(frozen=True)
class Part:
    """A process: `python -m <module> --config <file>`, and the ports it listens on."""

    name: str
    module: str
    config: Mapping[str, Any]
    ports: tuple[int, ...]


Keys = Mapping[str, Mapping[str, str]]


def parts(layout: Layout, directory: Directory, keys: Keys, subscriptions: Keys) -> list[Part]:
    """Every process of the stack, in the order they are started; `subscriptions` are keys by partner."""
    return [
        _monitor(layout),  # first, since everybody else reports to it
        _identity(layout),
        *(_service(layout, directory, name) for name in SERVICES),
        *(_functions(layout, directory, channel, keys[channel]) for channel in keys),
        *([_website(layout)] if layout.publication.web else []),
        *([_storage(layout, keys["desktop"])] if "desktop" in keys else []),
        _gateway(layout, directory, keys, subscriptions),
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
        "public_url": layout.public_url,
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
        "settings": app_settings(layout, directory, channel, keys),
        "durable_database": str(layout.state / f"{channel}-durable.db"),
    }
    return Part(channel, "local.functions", config, (port,))


def app_settings(
    layout: Layout, directory: Directory, channel: str, keys: Mapping[str, str]
) -> dict[str, str]:
    """What `infra/main.bicep` gives the channel's function app in Azure."""
    application, prefix = f"portico-{channel}", channel.upper()
    audience, clients = app(directory, application).client_id, clients_of(directory, application)
    if not clients:
        raise StartError(f"{PATH}: no application may call {application}; name it in a client's `delegated`")
    settings = {
        "BFF_CHANNELS": channel,
        "PUBLIC_URL": layout.public_url,
        "TENANT_ID": directory.tenant_id,
        "AUTHORITY": issuer(layout, directory),
        f"{prefix}_AUDIENCE": audience,
        f"{prefix}_CLIENTS": ",".join(clients),
        f"{prefix}_ASSERTION_KEY": str(layout.state / "identity" / "clients" / f"{application}.pem"),
        "REQUESTS_CA_BUNDLE": str(layout.ca_bundle),
        "OTEL_EXPORTER_OTLP_ENDPOINT": layout.url("monitor"),
        "EXPERIMENTS_FILE": str(layout.infra / "experiments.json"),
        "EXPERIMENT_OVERRIDES": "true",
    }
    for service in SERVICES:
        settings[f"{service.upper()}_URL"] = layout.url(service)
        settings[f"{service.upper()}_SCOPE"] = f"api://{service}/.default"
    if channel == "desktop":
        settings |= _session_settings(layout, directory, keys)
        settings["EXPORTS_URL"] = f"{layout.url('storage')}/{STORAGE_ACCOUNT}/exports"
        settings["EXPORTS_ACCOUNT_KEY"] = keys["storage"]
    if channel == "partner":
        settings["CURSOR_KEYS"] = keys["ring"]
    return settings


def _session_settings(layout: Layout, directory: Directory, keys: Mapping[str, str]) -> dict[str, str]:
    """The web client signs its users in as an application of its own, for all that the channel grants."""
    desktop = app(directory, "portico-desktop")
    return {
        "SESSION_CLIENT_ID": app(directory, "web").client_id,
        "SESSION_ASSERTION_KEY": str(layout.state / "identity" / "clients" / "web.pem"),
        "SESSION_SCOPE": " ".join(f"{desktop.identifier_uri}/{scope}" for scope in desktop.scopes),
        "SESSION_STORE": f"sqlite:///{layout.state / 'sessions.db'}",
        "SESSION_KEYS": keys["ring"],
    }


def _storage(layout: Layout, keys: Mapping[str, str]) -> Part:
    port = layout.port_of("storage")
    config = {
        "host": HOST,
        "port": port,
        "folder": str(layout.state / "blobs"),
        "account": STORAGE_ACCOUNT,
        "key": keys["storage"],
        "origin": layout.public_url,
    }
    return Part("storage", "local.storage", config, (port,))


def _monitor(layout: Layout) -> Part:
    """Its sample clients sign in as a user of `make token` does."""
    port = layout.port_of("monitor")
    local = [sys.executable, "-m", "local", "--port", str(layout.port), "--home", str(layout.home)]
    config = {
        "host": HOST,
        "port": port,
        "database": str(layout.history),
        "gateway": layout.url("gateway"),
        "services": {service: layout.url(service) for service in SERVICES},
        "token_command": [*local, "token"],
    }
    return Part("monitor", "local.monitor", config, (port,))


def _website(layout: Layout) -> Part:
    port = layout.port_of("web")
    config = {"host": HOST, "port": port, "root": str(layout.root / "local/clients/web")}
    return Part("web", "local.clients", config, (port,))


def _gateway(layout: Layout, directory: Directory, keys: Keys, subscriptions: Keys) -> Part:
    config = {
        "host": HOST,
        "port": layout.port,
        "infra": str(layout.infra),
        "named_values": _named_values(layout, directory, keys),
        "backends": {f"{channel}-bff": f"{layout.url(channel)}/{channel}" for channel in keys}
        | {"web-site": layout.url("web")},
        "subscriptions": _subscriptions(layout, directory, subscriptions),
        "ca_bundle": str(layout.ca_bundle),
        "otlp_endpoint": layout.url("monitor"),
        "console": f"{layout.url('monitor')}/",
    }
    return Part("gateway", "local.gateway", config, (layout.port,))


def _subscriptions(layout: Layout, directory: Directory, keys: Keys) -> list[dict[str, str]]:
    """One for each partner, where a channel belongs to the product that they subscribe to."""
    if PRODUCT not in {channel.product for channel in layout.publication.channels}:
        return []
    return [_subscription(directory, name, pair) for name, pair in keys.items()]


def _subscription(directory: Directory, partner: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The policy finds by its id whether it belongs to the client that a token was issued to."""
    return {
        "id": app(directory, partner).client_id,
        "name": partner,
        "product": PRODUCT,
        "primary_key": keys["primary"],
        "secondary_key": keys["secondary"],
    }


def _named_values(layout: Layout, directory: Directory, keys: Keys) -> dict[str, str]:
    """What Bicep's parameters and Key Vault's secrets are in Azure."""
    authority = issuer(layout, directory)
    values = {
        "openid-config-url": f"{authority}/.well-known/openid-configuration",
        "token-issuer": authority,
        "public-origin": layout.public_url,
        "experiment-overrides": "true",
    }
    for channel in keys:
        values[f"{channel}-audience"] = app(directory, f"portico-{channel}").client_id
        values[f"{channel}-function-key"] = keys[channel]["apim"]
    return values
