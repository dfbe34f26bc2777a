import json
from pathlib import Path

import httpx
import pytest

from infra.entra.__main__ import main, parameters
from infra.entra.applications import Application, read_applications, read_channels
from infra.entra.graph import Graph, GraphError
from infra.entra.registration import Registered, register
from tests.unit.infra.entra.tenant import Tenant

IDENTITIES = {"mobile": "identity-m", "desktop": "identity-d", "partner": "identity-p"}


def run(tenant: Tenant, applications: list[Application] | None = None) -> dict[str, Registered]:
    wanted = applications or read_applications("https://portico.example")
    return register(Graph(tenant.client()), wanted, "tenant-1", IDENTITIES)


def test_a_second_run_changes_nothing() -> None:
    tenant = Tenant()
    run(tenant)
    before = tenant.changes
    run(tenant)
    assert before > 0
    assert tenant.changes == before


def test_tokens_have_the_client_id_for_their_audience() -> None:
    tenant = Tenant()
    run(tenant)
    desktop = tenant.applications["portico-desktop"]
    assert desktop["api"]["requestedAccessTokenVersion"] == 2
    assert desktop["identifierUris"] == [f"api://{desktop['appId']}"]
    assert desktop["signInAudience"] == "AzureADMyOrg"


def test_clients_are_pre_authorised_and_upstreams_consented_to() -> None:
    tenant = Tenant()
    run(tenant)
    preauthorised = tenant.applications["orders"]["api"]["preAuthorizedApplications"]
    assert {each["appId"] for each in preauthorised} == {
        tenant.client_id("portico-mobile"),
        tenant.client_id("portico-desktop"),
    }
    assert tenant.granted("portico-mobile", "orders") == ["access_as_user"]
    assert tenant.granted("portico-phone", "portico-mobile") == [
        "catalog.read",
        "orders.read",
        "orders.write",
    ]


def test_a_grant_that_lacks_a_scope_is_completed() -> None:
    tenant = Tenant()
    run(tenant)
    grant = next(each for each in tenant.grants if "orders.write" in each["scope"])
    grant["scope"] = "orders.read"
    run(tenant)
    assert grant["scope"].split() == ["catalog.read", "orders.read", "orders.write"]


def test_partners_have_the_role_and_nobody_else_gets_a_token() -> None:
    tenant = Tenant()
    there = run(tenant)
    partner = there["portico-partner"]
    assert tenant.principals[partner.client_id]["appRoleAssignmentRequired"] is True
    assigned = {
        each["principalId"] for each in tenant.assignments if each["resourceId"] == partner.principal_id
    }
    assert assigned == {there["partner-acme"].principal_id, there["partner-globex"].principal_id}


def test_function_apps_act_as_their_applications_without_a_secret() -> None:
    tenant = Tenant()
    run(tenant)
    assert tenant.credentials["portico-desktop", "desktop"] == {
        "issuer": "https://login.microsoftonline.com/tenant-1/v2.0",
        "subject": "identity-d",
        "audiences": ["api://AzureADTokenExchange"],
    }
    assert tenant.credentials["portico-web", "desktop"]["subject"] == "identity-d"
    assert not any("passwordCredentials" in each for each in tenant.applications.values())


def test_before_the_first_deployment_there_is_nobody_to_trust() -> None:
    tenant = Tenant()
    register(Graph(tenant.client()), read_applications("https://portico.example"), "tenant-1", {})
    assert tenant.credentials == {}


def test_redirects_go_to_this_system() -> None:
    tenant = Tenant()
    run(tenant)
    web = tenant.applications["portico-web"]["web"]
    assert web["redirectUris"] == ["https://portico.example/desktop/session/callback"]
    assert web["logoutUrl"] == "https://portico.example/desktop/session/frontchannel-logout"


def test_an_application_that_is_there_already_is_only_referred_to() -> None:
    tenant = Tenant()
    own = run(tenant)["orders"]
    before = dict(tenant.applications["orders"])
    theirs = Application("orders", client_id=own.client_id)
    client = Application("client", delegated={"orders": ("access_as_user",)})
    run(tenant, [theirs, client])
    assert tenant.applications["orders"] == before
    assert tenant.granted("client", "orders") == ["access_as_user"]


def test_the_parameters_are_what_bicep_asks_for() -> None:
    tenant = Tenant()
    channels = read_channels(read_applications("https://portico.example"))
    lines = dict(line.split("=", 1) for line in parameters(run(tenant), channels))
    assert lines["MOBILE_AUDIENCE"] == tenant.client_id("portico-mobile")
    assert lines["MOBILE_CLIENTS"] == tenant.client_id("portico-phone")
    assert lines["DESKTOP_CLIENTS"] == lines["SESSION_CLIENT_ID"] == tenant.client_id("portico-web")
    assert len(lines["PARTNER_CLIENTS"].split(",")) == 2
    assert lines["ORDERS_SCOPE"] == f"api://{tenant.client_id('orders')}/.default"
    files = (Path(__file__).parents[4] / "infra" / "main.parameters.json").read_text(encoding="utf-8")
    assert all(f"${{{name}}}" in files for name in lines)


def test_a_service_is_what_a_channel_has_permissions_on() -> None:
    applications = [
        Application("billing", scopes={"access_as_user": "Pay"}),
        Application("portico-tv", scopes={"see": "See"}, delegated={"billing": ("access_as_user",)}),
        Application("portico-remote", delegated={"portico-tv": ("see",)}),
    ]
    tenant = Tenant()
    assert parameters(run(tenant, applications), ["tv"]) == [
        f"TV_AUDIENCE={tenant.client_id('portico-tv')}",
        f"TV_CLIENTS={tenant.client_id('portico-remote')}",
        f"BILLING_SCOPE=api://{tenant.client_id('billing')}/.default",
    ]


def test_a_refusal_says_what_was_asked() -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(403, text="no rights")))
    with pytest.raises(GraphError, match=r"PATCH /applications\(uniqueName='orders'\): 403 no rights"):
        register(Graph(client), read_applications("https://portico.example"), "tenant-1", {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"name": "a", "delegated": {"b": ["c"]}}]', "a has permissions on b, which is no application"),
        (
            '[{"name": "a"}, {"name": "b", "delegated": {"a": ["c"]}}]',
            "b has the permission c, which a does not",
        ),
    ],
)
def test_a_permission_that_nobody_defines_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "applications.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_applications("https://portico.example", tmp_path / "applications.json")


def test_a_channel_without_an_application_is_refused(tmp_path: Path) -> None:
    channels = tmp_path / "channels.json"
    channels.write_text(json.dumps({"channels": [{"name": "mobile"}, {"name": "kiosk"}]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"the channel kiosk has no application portico-kiosk"):
        read_channels([Application("portico-mobile")], channels)


def test_the_plan_needs_no_tenant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--plan", "--public-url", "https://portico.example"]) == 0
    printed = capsys.readouterr().out
    assert "PATCH /applications(uniqueName='portico-mobile')" in printed
    assert '"resourceAppId": "<orders>"' in printed


def test_what_cannot_be_read_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--plan", "--public-url", "https://portico.example", "--identities", "{"]) == 1
    assert capsys.readouterr().err.startswith("entra: ")
