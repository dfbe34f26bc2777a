"""Two places that say different things; the gate names one of them."""

import pytest

from local.checks.drift import imports, operations, published, registrations, settings
from tests.unit.local.checks.conftest import Copy, Gate

MAIN = "infra/main.bicep"
APP = "infra/modules/function-app.bicep"
APIS = "infra/modules/gateway-apis.bicep"
CONFIGURATION = "infra/modules/gateway-configuration.bicep"
CHANNELS = "infra/channels.json"
VALUES = "infra/named-values.json"
APPLICATIONS = "infra/entra/applications.json"
MOBILE = "infra/policies/mobile.xml"

MISTAKES = [
    (
        published,
        APIS,
        "'../policies/mobile.xml'",
        "'../policies/mobil.xml'",
        "there is no file infra/policies/mobil.xml",
    ),
    (
        published,
        APIS,
        "'../policies/mobile.xml'",
        "'../policies/web.xml'",
        "policies.mobile must load infra/policies/mo",
    ),
    (
        published,
        APIS,
        "  desktop: loadTextContent('../openapi",
        "  tv: loadTextContent('../openapi",
        "documents has tv",
    ),
    (
        published,
        CONFIGURATION,
        "  'trace-id': load",
        "  'trace': load",
        "fragments has trace, which is not published",
    ),
    (
        published,
        MAIN,
        "mobileAudience: mobileAudience",
        "mobilAudience: mobileAudience",
        "has mobilAudience, which is no",
    ),
    (published, MAIN, "  mobile: {\n", "  mobil: {\n", "channelSettings has mobil, which is no channel"),
    (
        published,
        VALUES,
        '"field": "cacheSeconds"',
        '"field": "cacheMinutes"',
        "mobile has no field cacheMinutes",
    ),
    (published, VALUES, '"backend": "desktop-bff"', '"backend": "desk-bff"', "there is no backend desk-bff"),
    (
        settings,
        MAIN,
        "    MOBILE_CLIENTS: mobileClients\n",
        "    MOBILE_CLIENT: mobileClients\n",
        "mobile: MOBILE_CLIENT is set",
    ),
    (
        settings,
        MAIN,
        "  ORDERS_URL: ordersUrl\n",
        "  ORDER_URL: ordersUrl\n",
        "desktop: ORDER_URL is set, and nothing",
    ),
    (
        settings,
        APP,
        "    CONCURRENCY_LIMIT:",
        "    CONCURRENCY:",
        "partner: CONCURRENCY is set, and nothing reads it",
    ),
    (
        imports,
        APIS,
        "Parameters: 'query'",
        "Parameters: 'template'",
        "apis: properties.translateRequiredQuery",
    ),
    (operations, MOBILE, 'case "get-home"', 'case "get-hom"', "there is no operation get-hom"),
    (operations, MOBILE, '!= "get-health"', '!= "get-healt"', "there is no operation get-healt"),
]


@pytest.mark.parametrize(
    ("gate", "path", "old", "new", "message"),
    MISTAKES,
    ids=[f"{gate.__name__.rpartition('.')[2]}: {message}" for gate, _, _, _, message in MISTAKES],
)
def test_a_difference_is_found_where_it_is(
    project: Copy, gate: Gate, path: str, old: str, new: str, message: str
) -> None:
    place = project.plant(path, old, new)
    assert [line for line in project.found(gate) if line.startswith(f"{place}: ") and message in line]


def test_a_channel_that_bicep_does_not_know_is_found_everywhere(project: Copy) -> None:
    entry = '{"name": "tv", "path": "tv", "policy": "policies/mobile.xml", "openapi": "openapi/mobile.json"},'
    project.plant(CHANNELS, '"channels": [', f'"channels": [{entry}')
    found = [line.partition(": ") for line in project.found(published)]
    assert {(place.partition(":")[0], message) for place, _, message in found} == {
        (APIS, "policies lacks tv: infra/policies/mobile.xml"),
        (APIS, "documents lacks tv: infra/openapi/mobile.json"),
        (MAIN, "channelSettings lacks the channel tv"),
        ("function_app.py", f"CHANNELS and {CHANNELS} differ in tv"),
        ("azure.yaml", f"services and {CHANNELS} differ in tv"),
        (".github/workflows/deploy.yml", f"options and {CHANNELS} differ in tv"),
    }
    assert project.found(registrations) == [
        f"{APPLICATIONS}:1: has no application portico-tv, which {CHANNELS} needs"
    ]


def test_a_service_without_an_application_is_found(project: Copy) -> None:
    project.plant(MAIN, "  USERS_SCOPE: usersScope", "  USERS_SCOPE: usersScope\n  GIFTS_SCOPE: usersScope")
    assert project.found(registrations) == [f"{APPLICATIONS}:1: has no application gifts, which {MAIN} needs"]


def test_permissions_on_nobody_and_a_channel_nobody_may_call_are_found(project: Copy) -> None:
    project.plant(APPLICATIONS, '"delegated": { "portico-mobile"', '"delegated": { "portico-mobil"')
    assert [line.partition(": ")[2] for line in project.found(registrations)] == [
        "nobody has a permission on portico-mobile",
        "portico-phone has permissions on portico-mobil, which is no application",
    ]


def test_what_was_of_a_channel_that_is_gone_is_found(project: Copy) -> None:
    project.plant(CHANNELS, '"name": "partner"', '"name": "wholesale"')
    found = [line.partition(": ")[2] for line in project.found(published)]
    for name in ("keyRings.partner", "partnerAudience", "partnerClients"):
        assert f"{name} is of no channel of {CHANNELS}" in found
    application = [line.partition(": ")[2] for line in project.found(registrations)]
    assert f"portico-partner is of the channel partner, which {CHANNELS} has not" in application


def test_a_fragment_that_bicep_does_not_deploy_is_found(project: Copy) -> None:
    project.write("infra/policies/fragments/new.xml", "<fragment />\n")
    assert any(
        "fragments lacks new: infra/policies/fragments/new.xml" in line for line in project.found(published)
    )


def test_a_file_longer_than_bicep_loads_is_found(project: Copy) -> None:
    project.write("infra/policies/mobile.xml", 131_073 * " ")
    (found,) = (each for each in project.found(published) if "characters" in each)
    assert "infra/policies/mobile.xml has more than 131072 characters" in found


def test_a_map_that_is_not_there_is_found(project: Copy) -> None:
    project.plant(APIS, "var documents = {", "var papers = {")
    assert f"{APIS}:1: has no object documents" in project.found(published)


def test_a_setting_that_the_code_reads_and_nobody_sets_is_found(project: Copy) -> None:
    project.plant(MAIN, "    CURSOR_KEYS", "    CURSER_KEYS")
    project.plant(MAIN, "    PARTNER_AUDIENCE: partnerAudience\n", "")
    found = [line.partition(": ")[2] for line in project.found(settings)]
    assert "partner: the code reads PARTNER_AUDIENCE, which is not set" in found
    assert "partner: CURSER_KEYS is set, and nothing reads it" in found


def test_an_import_that_says_nothing_of_required_parameters_is_found(project: Copy) -> None:
    project.plant(APIS, "    translateRequiredQueryParameters: 'query'\n    value: load", "    value: load")
    assert [line.partition(": ")[2] for line in project.found(imports)] == [
        "web: properties.translateRequiredQueryParameters must be 'query'"
    ]


def test_an_operation_for_which_the_policy_asks_no_scope_is_found(project: Copy) -> None:
    project.plant(MOBILE, 'case "place-order": return "orders.write";', "")
    assert any(
        "place-order needs scopes, and the policy asks for none" in line for line in project.found(operations)
    )
