"""The stack against a real Entra tenant, in place of the local identity provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.errors import StartError
from local.stack.layout import SERVICES
from local.stack.parts import Part

AUTHORITY = "https://login.microsoftonline.com"


@dataclass(frozen=True)
class Tenant:
    """`registrations` are what `python -m infra.entra` printed; `keys` holds a PEM file (key, certificate)
    for each application that a function app acts as."""

    id: str
    registrations: Mapping[str, str]
    keys: Path

    @property
    def issuer(self) -> str:
        return f"{AUTHORITY}/{self.id}/v2.0"

    def of(self, name: str) -> str:
        try:
            return self.registrations[name]
        except KeyError:
            raise StartError(f"ENTRA has no {name}; it must be what python -m infra.entra printed") from None


def read_tenant(identifier: str, registrations: Path, keys: Path) -> Tenant:
    """Raises StartError naming what is wrong."""
    try:
        lines = registrations.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StartError(f"ENTRA={registrations}: {error.strerror}") from None
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return Tenant(identifier, {name.strip(): value.strip() for name, value in pairs}, keys)


def in_tenant(parts: Sequence[Part], tenant: Tenant) -> list[Part]:
    """The parts that are still needed, told of the tenant; raises StartError for what ENTRA lacks."""
    adapted = {
        "local.functions": _function_app,
        "local.services": _service,
        "local.gateway": _gateway,
        "local.monitor": _monitor,
    }
    return [
        replace(part, config=adapted[part.module](part, tenant)) if part.module in adapted else part
        for part in parts
        if part.name != "identity"
    ]


def _function_app(part: Part, tenant: Tenant) -> dict[str, Any]:
    prefix = part.name.upper()
    settings = dict(part.config["settings"]) | {
        "TENANT_ID": tenant.id,
        "AUTHORITY": tenant.issuer,
        f"{prefix}_AUDIENCE": tenant.of(f"{prefix}_AUDIENCE"),
        f"{prefix}_CLIENTS": tenant.of(f"{prefix}_CLIENTS"),
        f"{prefix}_ASSERTION_KEY": str(tenant.keys / f"portico-{part.name}.pem"),
    }
    del settings["REQUESTS_CA_BUNDLE"]
    settings |= {f"{name.upper()}_SCOPE": tenant.of(f"{name.upper()}_SCOPE") for name in SERVICES}
    if "SESSION_CLIENT_ID" in settings:
        settings |= _session(settings, tenant)
    return dict(part.config) | {"settings": settings}


def _monitor(part: Part, _: Tenant) -> dict[str, Any]:
    """No tokens for its sample clients."""
    return dict(part.config) | {"token_command": []}


def _session(settings: Mapping[str, str], tenant: Tenant) -> dict[str, str]:
    scopes = (scope.rpartition("/")[2] for scope in settings["SESSION_SCOPE"].split())
    return {
        "SESSION_CLIENT_ID": tenant.of("SESSION_CLIENT_ID"),
        "SESSION_ASSERTION_KEY": str(tenant.keys / "portico-web.pem"),
        "SESSION_SCOPE": " ".join(f"api://{tenant.of('DESKTOP_AUDIENCE')}/{scope}" for scope in scopes),
    }


def _service(part: Part, tenant: Tenant) -> dict[str, Any]:
    """A sample service, which accepts the tenant's tokens."""
    scope = tenant.of(f"{part.name.upper()}_SCOPE")
    return dict(part.config) | {
        "issuer": tenant.issuer,
        "jwks_uri": f"{AUTHORITY}/{tenant.id}/discovery/v2.0/keys",
        "audience": scope.removeprefix("api://").removesuffix("/.default"),
        "ca_bundle": None,
    }


def _gateway(part: Part, tenant: Tenant) -> dict[str, Any]:
    values = dict(part.config["named_values"]) | {
        "openid-config-url": f"{tenant.issuer}/.well-known/openid-configuration",
        "token-issuer": tenant.issuer,
    }
    for name in values:
        if name.endswith("-audience"):
            values[name] = tenant.of(name.replace("-", "_").upper())
    subscribed = part.config["subscriptions"]
    clients = tenant.of("PARTNER_CLIENTS").split(",") if subscribed else []
    subscriptions = [
        dict(subscription) | {"id": client} for subscription, client in zip(subscribed, clients, strict=False)
    ]
    changed = {"named_values": values, "subscriptions": subscriptions, "ca_bundle": None}
    return dict(part.config) | changed
