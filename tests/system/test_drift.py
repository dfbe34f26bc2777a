"""Functions, OpenAPI documents and policies say the same of each operation."""

import json
from typing import Any

import pytest

from local.functions.indexing import index
from tests.system.conftest import Portico, function_app_of
from tests.system.partners import Partner
from tests.system.stack import ROOT

CHANNELS = [channel["name"] for channel in json.loads((ROOT / "infra/channels.json").read_text())["channels"]]


def operations(channel: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each operation of the committed document."""
    document = json.loads((ROOT / "infra" / "openapi" / f"{channel}.json").read_text(encoding="utf-8"))
    return [
        (method.upper(), path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]


def scopes(described: dict[str, Any]) -> list[str]:
    """What a user's token needs."""
    needed = (scheme for scheme in described.get("security", []) if "subscriptionKey" not in scheme)
    return [scope for scheme in needed for scope in scheme["bearer"]]


def schemes(described: dict[str, Any]) -> set[str]:
    return {name for scheme in described.get("security", []) for name in scheme}


PROTECTED = [
    pytest.param(channel, method, path, scopes(described), id=f"{method} /{channel}{path}")
    for channel in CHANNELS
    for method, path, described in operations(channel)
    if scopes(described)
]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_every_operation_has_a_function_and_every_function_an_operation(
    portico: Portico, channel: str
) -> None:
    documented = {(method, f"{channel}{path}") for method, path, _ in operations(channel)}
    functions = index(function_app_of(portico.world, channel, portico.clock))
    served = {
        (method, function.trigger["route"])
        for function in functions
        if "_internal_" not in function.name
        for method in function.trigger.get("methods", ())  # none: no HTTP leads there
    }
    assert served == documented


@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_served_document_is_the_committed_one(portico: Portico, channel: str) -> None:
    committed = (ROOT / "infra" / "openapi" / f"{channel}.json").read_bytes()
    key = {"ocp_apim_subscription_key": Partner(portico, "acme").key} if channel == "partner" else {}
    assert (await portico.get(f"/{channel}/openapi.json", login=None, **key)).content == committed


@pytest.mark.parametrize(("channel", "method", "path", "needed"), PROTECTED)
async def test_the_gateway_asks_for_the_documented_scopes_and_no_more(
    portico: Portico, channel: str, method: str, path: str, needed: list[str]
) -> None:
    target = f"/{channel}{path}".replace("{id}", "ord_0000000001")
    everything = {"orders.read", "orders.write", "catalog.read"}
    for missing in needed:
        token = await portico.token(channel=channel, scopes=tuple(sorted(everything - {missing})))
        answer = await portico.request(method, target, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert portico.hosts[channel].invocations == 0
    token = await portico.token(channel=channel, scopes=tuple(needed))
    answer = await portico.request(method, target, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code != 403
    assert portico.hosts[channel].invocations == 1


@pytest.mark.parametrize(
    ("path", "needed"),
    [pytest.param(path, schemes(described), id=path) for _, path, described in operations("partner")],
)
async def test_the_gateway_asks_partners_for_the_documented_key_and_token(
    portico: Portico, path: str, needed: set[str]
) -> None:
    acme, target = Partner(portico, "acme"), path.replace("{id}", "ord_0000000001")
    without_key = await acme.get(target, ocp_apim_subscription_key="")
    without_token = await acme.get(target, authorization="")
    assert without_key.status_code == (401 if "subscriptionKey" in needed else 200)
    assert without_token.status_code == (401 if "bearer" in needed else 200)
    assert (await acme.get(target)).status_code == 200


async def test_operation_ids_are_kebab_case_and_unique() -> None:
    for channel in CHANNELS:
        ids = [described["operationId"] for _, _, described in operations(channel)]
        assert len(ids) == len(set(ids))
        assert all(name == name.lower().replace("_", "-") for name in ids)
