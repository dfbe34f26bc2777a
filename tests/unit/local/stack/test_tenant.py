from pathlib import Path

import pytest

from local.errors import StartError
from local.gateway.configuration import GatewayConfig
from local.services.config import ServiceConfig
from local.stack.directory import partners, read_directory
from local.stack.keys import new_keys
from local.stack.layout import SERVICES, Layout
from local.stack.parts import Part, parts
from local.stack.tenant import Tenant, in_tenant, read_tenant

ROOT = Path(__file__).parents[4]
ISSUER = "https://login.microsoftonline.com/tenant-1/v2.0"
PRINTED = """
MOBILE_AUDIENCE=api-m
MOBILE_CLIENTS=phone-1
DESKTOP_AUDIENCE=api-d
DESKTOP_CLIENTS=web-1
PARTNER_AUDIENCE=api-p
PARTNER_CLIENTS=acme-1,globex-1
SESSION_CLIENT_ID=web-1
""" + "\n".join(f"{name.upper()}_SCOPE=api://{name}-1/.default" for name in SERVICES)


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    (tmp_path / "entra.env").write_text(PRINTED, encoding="utf-8")
    return read_tenant("tenant-1", tmp_path / "entra.env", tmp_path / "keys")


def adapted(tenant: Tenant) -> dict[str, Part]:
    layout = Layout(8080, root=ROOT)
    directory = read_directory(layout)
    keys = {channel: new_keys() for channel in layout.channels}
    subscriptions = {each.name: {"primary": "p" * 20, "secondary": "s" * 20} for each in partners(directory)}
    stack = parts(layout, directory, keys, subscriptions)
    return {part.name: part for part in in_tenant(stack, tenant)}


def test_the_local_provider_is_not_started(tenant: Tenant) -> None:
    names = adapted(tenant).keys()
    assert "identity" not in names
    assert {"orders", "products", "users", "mobile", "desktop", "partner", "gateway"} <= names


def test_function_apps_are_told_the_tenant(tenant: Tenant) -> None:
    settings = adapted(tenant)["mobile"].config["settings"]
    assert settings["AUTHORITY"] == ISSUER
    assert (settings["MOBILE_AUDIENCE"], settings["MOBILE_CLIENTS"]) == ("api-m", "phone-1")
    assert settings["MOBILE_ASSERTION_KEY"] == str(tenant.keys / "portico-mobile.pem")
    assert settings["ORDERS_SCOPE"] == "api://orders-1/.default"
    assert "REQUESTS_CA_BUNDLE" not in settings


def test_web_sessions_are_the_tenant_s(tenant: Tenant) -> None:
    settings = adapted(tenant)["desktop"].config["settings"]
    assert settings["SESSION_CLIENT_ID"] == "web-1"
    assert settings["SESSION_SCOPE"].split()[0] == "api://api-d/orders.read"


def test_the_gateway_trusts_the_tenant_alone(tenant: Tenant) -> None:
    config = GatewayConfig.model_validate(adapted(tenant)["gateway"].config)
    assert config.named_values["token-issuer"] == ISSUER
    assert config.named_values["partner-audience"] == "api-p"
    assert config.ca_bundle is None
    assert [subscription.id for subscription in config.subscriptions] == ["acme-1", "globex-1"]


def test_sample_services_accept_the_tenant_s_tokens(tenant: Tenant) -> None:
    config = ServiceConfig.model_validate(adapted(tenant)["products"].config)
    assert (config.issuer, config.audience) == (ISSUER, "products-1")
    assert config.ca_bundle is None


def test_a_registration_that_is_missing_is_named(tenant: Tenant, tmp_path: Path) -> None:
    (tmp_path / "entra.env").write_text("MOBILE_CLIENTS=phone-1\n", encoding="utf-8")
    lacking = read_tenant("tenant-1", tmp_path / "entra.env", tmp_path)
    with pytest.raises(StartError, match="ENTRA has no ORDERS_SCOPE"):
        adapted(lacking)


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="No such file"):
        read_tenant("tenant-1", tmp_path / "entra.env", tmp_path)
