"""One mistake in a copy of the policies; the gate names its file and line."""

import pytest

from local.checks.policies import cache, cookies, references, scopes, tiers, variables
from tests.unit.local.checks.conftest import Copy, Gate

GLOBAL = "infra/apim-policies.xml"
MOBILE = "infra/policies/mobile.xml"
DESKTOP = "infra/policies/desktop.xml"
WEB = "infra/policies/web.xml"
PRODUCT = "infra/policies/products/partner.xml"
FRAGMENT = "infra/policies/fragments/identify-caller.xml"
MAIN = "infra/main.bicep"
LOOKUP = '<cache-lookup vary-by-developer="false"'

MISTAKES = [
    (references, MOBILE, "{{mobile-audience}}", "{{mobil-audience}}", "unknown named value 'mobil-audience'"),
    (
        references,
        MOBILE,
        'fragment-id="check-scopes"',
        'fragment-id="check-scope"',
        "names 'check-scope', which is",
    ),
    (
        references,
        MOBILE,
        'backend-id="mobile-bff"',
        'backend-id="mobil-bff"',
        "names 'mobil-bff', which is not",
    ),
    (
        references,
        MOBILE,
        "<set-variable",
        '<log-to-eventhub logger-id="hub" /><set-variable',
        "names 'hub', which",
    ),
    (references, MOBILE, "</policies>", "</policy>", "</policy> does not close <policies>"),
    (
        references,
        FRAGMENT,
        "<set-variable",
        '<include-fragment fragment-id="trace-id" /><set-variable',
        "a fragment can",
    ),
    (scopes, MOBILE, "<inbound>\n        <base />", "<inbound>\n", "<inbound> has no <base />"),
    (scopes, PRODUCT, "<backend>\n        <base />", "<backend>\n", "<backend> has no <base />"),
    (
        scopes,
        WEB,
        "<choose>",
        '<cors allow-credentials="true"><allowed-origins><origin>*</origin></allowed-origins></cors><choose>',
        "<cors> lets every origin send credentials",
    ),
    (
        tiers,
        MOBILE,
        "<rate-limit-by-key",
        '<quota-by-key calls="1" /><rate-limit-by-key',
        "BasicV2 has no <quota-by-key>",
    ),
    (tiers, WEB, "<choose>", "<publish-to-dapr /><choose>", "has no <publish-to-dapr>"),
    (variables, MOBILE, "(string)context.Variables", "(string[])context.Variables", "takes no string[]"),
    (variables, FRAGMENT, "(Jwt)context.V", "(List<string>)context.V", "takes no List<string>"),
    (
        cookies,
        DESKTOP,
        "<set-variable",
        "<!-- Partitioned --><set-variable",
        "the Functions host drops Partitioned",
    ),
]


@pytest.mark.parametrize(
    ("gate", "path", "old", "new", "message"),
    MISTAKES,
    ids=[f"{gate.__name__.rpartition('.')[2]}: {message}" for gate, _, _, _, message in MISTAKES],
)
def test_a_mistake_is_found_where_it_is(
    project: Copy, gate: Gate, path: str, old: str, new: str, message: str
) -> None:
    place = project.plant(path, old, new)
    assert [line for line in project.found(gate) if line.startswith(f"{place}: ") and message in line]


def test_a_cache_above_the_token_check_is_found(project: Copy) -> None:
    lookup = "<cache-lookup><vary-by-header>Authorization</vary-by-header></cache-lookup>"
    place = project.plant(MOBILE, "<validate-jwt", f"{lookup}<validate-jwt")
    assert f"{place}: <cache-lookup> answers before the token is checked" in project.found(cache)


def test_a_token_check_in_another_branch_does_not_count(project: Copy) -> None:
    other = '<choose><when condition="@(true)"><cache-lookup vary-by-developer="false" /></when></choose>'
    place = project.plant(MOBILE, "</inbound>", f"{other}</inbound>")
    assert f"{place}: <cache-lookup> answers before the token is checked" in project.found(cache)


def test_a_cache_without_its_caller_in_the_key_is_found(project: Copy) -> None:
    place = project.plant(MOBILE, LOOKUP, LOOKUP)
    project.plant(
        MOBILE, "<vary-by-header>X-Cache-Key</vary-by-header>", "<vary-by-header>Accept</vary-by-header>"
    )
    assert any(line.startswith(f"{place}: <cache-lookup> has no caller") for line in project.found(cache))


def test_a_key_header_that_clients_may_choose_is_found(project: Copy) -> None:
    place = project.plant(MOBILE, LOOKUP, LOOKUP)
    project.plant(MOBILE, '"X-Cache-Key" exists-action="override"', '"X-Cache-Key" exists-action="skip"')
    assert any(line.startswith(f"{place}: <cache-lookup> has no caller") for line in project.found(cache))


def test_a_key_header_that_does_not_hold_the_caller_is_found(project: Copy) -> None:
    place = project.plant(MOBILE, LOOKUP, LOOKUP)
    header = '<set-header name="X-Cache-Key"'
    before = (project.root / MOBILE).read_text(encoding="utf-8")
    start = before.index('(string)context.Variables["caller"],\n', before.index(header))
    (project.root / MOBILE).write_text(
        before[:start] + '"",\n' + before[start + len('(string)context.Variables["caller"],\n') :],
        encoding="utf-8",
    )
    assert any(line.startswith(f"{place}: <cache-lookup> has no caller") for line in project.found(cache))


def test_a_stored_set_cookie_is_found(project: Copy) -> None:
    header = '<set-header name="Set-Cookie" exists-action="override"><value>a=b</value></set-header>'
    place = project.plant(MOBILE, "<cache-store duration", f"{header}<cache-store duration")
    assert f"{place}: <cache-store> stores a Set-Cookie that is set above it" in project.found(cache)


def test_a_cache_of_answers_to_cookies_is_found(project: Copy) -> None:
    project.plant(MOBILE, '<set-header name="Cookie" exists-action="delete" />', "")
    assert any("<cache-store> may store a Set-Cookie" in line for line in project.found(cache))


def test_a_section_that_is_left_out_is_found(project: Copy) -> None:
    project.plant(PRODUCT, "<outbound>\n        <base />\n    </outbound>", "")
    assert any("<outbound> is missing" in line for line in project.found(scopes))


def test_cors_for_named_origins_is_no_mistake(project: Copy) -> None:
    origins = "<allowed-origins><origin>https://a.example</origin></allowed-origins>"
    project.plant(WEB, "<choose>", f'<cors allow-credentials="true">{origins}</cors><choose>')
    assert project.found(scopes) == []


def test_what_nobody_names_is_found(project: Copy) -> None:
    project.write("infra/policies/fragments/forgotten.xml", "<fragment>\n</fragment>\n")
    place = project.plant(
        "infra/named-values.json", "{\n", '{\n  "forgotten": { "parameter": "publicUrl" },\n'
    )
    assert project.found(references) == [
        "infra/policies/fragments/forgotten.xml:1: no policy includes this fragment",
        f"{place.replace(':1', ':2')}: no policy uses the named value forgotten",
    ]


def test_a_policy_that_is_too_large_is_found(project: Copy) -> None:
    project.plant(MOBILE, "</policies>", f"<!-- {'x' * 300_000} --></policies>")
    assert any("is larger than BasicV2 takes" in line for line in project.found(tiers))


def test_consumption_has_no_internal_cache_and_no_limits_by_key(project: Copy) -> None:
    project.plant(MAIN, "param gatewaySku string = 'BasicV2'", "param gatewaySku string = 'Consumption'")
    found = project.found(tiers)
    assert any("Consumption has no internal cache" in line for line in found)
    assert any("Consumption has no <rate-limit-by-key>" in line for line in found)


@pytest.mark.parametrize("path", ["desktop_bff/__init__.py", "shared/responses.py"])
def test_a_cookie_that_loses_its_attribute_is_found_in_code_too(project: Copy, path: str) -> None:
    text = (project.root / path).read_text(encoding="utf-8")
    project.write(path, text + '\nCOOKIE = "a=b; Secure; Partitioned"\n')
    line = len(text.splitlines()) + 2
    assert project.found(cookies) == [
        f"{path}:{line}: the Functions host drops Partitioned from a Set-Cookie"
    ]


@pytest.mark.parametrize("gate", [references, cache])
def test_a_fragment_that_includes_itself_further_down_is_found_once(project: Copy, gate: Gate) -> None:
    place = project.plant(
        FRAGMENT,
        "<set-variable",
        '<choose><when condition="@(true)"><include-fragment fragment-id="identify-caller" /></when></choose>'
        "<set-variable",
    )
    assert (f"{place}: a fragment cannot include another one" in project.found(gate)) is (gate is references)
