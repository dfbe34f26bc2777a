"""Who may call the partner channel: an application, with its own token and its own subscription key."""

import json
import shutil
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from local.gateway import Gateway, GatewayConfig, create_gateway
from local.identity.signing_keys import SigningKeys
from shared.token_verifier import unverified_claims
from tests import forgeries
from tests.system.conftest import APIM_KEY, Portico, subscription
from tests.system.partners import Partner
from tests.system.stack import ROOT
from tests.system.test_refusals import assert_problem

ORDERS = "/v1/orders?maxpagesize=1"


@pytest.fixture
def acme(portico: Portico) -> Partner:
    return Partner(portico, "acme")


async def test_a_partner_is_let_in_with_either_key_in_header_or_query(acme: Partner) -> None:
    for key in subscription("acme").values():
        assert (await acme.get(ORDERS, ocp_apim_subscription_key=key)).status_code == 200
        in_query = await acme.get(f"{ORDERS}&subscription-key={key}", ocp_apim_subscription_key="")
        assert in_query.status_code == 200


async def test_without_a_key_is_token_missing(acme: Partner) -> None:
    answer = await acme.get(ORDERS, ocp_apim_subscription_key="")
    assert_problem(answer, 401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Ocp-Apim-Subscription-Key" in answer.json()["detail"]


async def test_an_unknown_key_is_token_invalid(acme: Partner) -> None:
    for key in ("guess", acme.key + "x", acme.key[:-1], acme.key.upper()):
        assert_problem(await acme.get(ORDERS, ocp_apim_subscription_key=key), 401, "token_invalid")


async def test_the_key_of_another_partner_is_refused(acme: Partner) -> None:
    other = Partner(acme.portico, "globex")
    refused = await acme.get(ORDERS, ocp_apim_subscription_key=other.key)
    assert_problem(refused, 403, "insufficient_scope")
    assert (await other.get(ORDERS)).status_code == 200
    assert acme.portico.hosts["partner"].invocations == 1


async def test_without_a_token_is_token_missing_and_another_channels_is_invalid(acme: Partner) -> None:
    assert_problem(await acme.get(ORDERS, authorization=""), 401, "token_missing")
    for channel in ("mobile", "desktop"):
        token = await acme.portico.token("carol", channel)
        assert_problem(await acme.get(ORDERS, authorization=f"Bearer {token}"), 401, "token_invalid")


async def test_an_expired_and_an_altered_token_are_invalid(acme: Partner) -> None:
    expired = await acme.portico.token("acme", "partner", lifetime=-60)
    good = await acme.portico.token("acme", "partner")
    for token in (expired, forgeries.rewritten(good, azp="somebody"), f"{good.rpartition('.')[0]}."):
        assert_problem(await acme.get(ORDERS, authorization=f"Bearer {token}"), 401, "token_invalid")


async def test_an_application_without_the_role_is_refused(acme: Partner) -> None:
    token = await acme.portico.token("portico-mobile", "partner")
    assert_problem(await acme.get(ORDERS, authorization=f"Bearer {token}"), 403, "insufficient_scope")
    assert acme.portico.hosts["partner"].invocations == 0


@pytest.mark.parametrize("changes", [{"scp": "orders.read"}, {"roles": ["Orders.Read"]}], ids=str)
async def test_a_users_token_and_another_role_are_refused_by_gateway_and_bff(
    acme: Partner, changes: dict[str, object]
) -> None:
    token = await reissued(acme, changes)
    refused = await acme.get(ORDERS, authorization=f"Bearer {token}")
    assert_problem(refused, 403, "insufficient_scope")
    assert acme.portico.hosts["partner"].invocations == 0
    headers = {"x-functions-key": APIM_KEY, "authorization": f"Bearer {token}"}
    url = f"{acme.portico.world.layout.url('partner')}/partner{ORDERS}"
    async with httpx.AsyncClient(transport=acme.portico.world.internet) as http:
        around = await http.get(url, headers=headers)
    assert (around.status_code, around.json()["code"]) == (403, "insufficient_scope")


async def reissued(partner: Partner, changes: dict[str, object]) -> str:
    """The partner's token with other claims, signed with the provider's own key."""
    portico = partner.portico
    claims = unverified_claims(await portico.token(partner.name, "partner"))
    return SigningKeys(portico.world.layout.state / "identity" / "signing_keys.json").sign(claims | changes)


async def test_health_is_public_and_the_document_needs_the_key_alone(acme: Partner) -> None:
    health = await acme.portico.get("/partner/health", login=None)
    assert (health.status_code, health.json()) == (200, {"status": "ok", "channel": "partner"})
    assert_problem(await acme.portico.get("/partner/openapi.json", login=None), 401, "token_missing")
    document = await acme.get("/openapi.json", authorization="")
    assert document.json()["info"]["title"] == "Portico partner"


async def test_the_bff_sees_neither_the_key_nor_what_a_client_made_up(acme: Partner) -> None:
    seen: list[Scope] = []

    async def bff(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    acme.portico.world.internet.mount(acme.portico.world.layout.url("partner"), bff)
    await acme.get(f"{ORDERS}&subscription-key={acme.key}", cookie="a=b", x_functions_key="guess")
    headers = dict(seen[0]["headers"])
    assert acme.key not in str(seen[0])
    assert seen[0]["query_string"] == b"maxpagesize=1"
    assert headers[b"x-functions-key"] == APIM_KEY.encode()
    assert b"cookie" not in headers


async def test_what_remains_of_the_limit_is_told(acme: Partner) -> None:
    for remaining in (999, 998):
        answer = await acme.get(ORDERS)
        assert answer.headers["RateLimit-Policy"] == '"minute";q=1000;w=60'
        assert answer.headers["RateLimit"] == f'"minute";r={remaining}'
    assert (await acme.get("/v1/orders?page=1")).headers["RateLimit"] == '"minute";r=997'


async def test_answers_are_never_cached(acme: Partner) -> None:
    for _ in range(2):
        answer = await acme.get("/v1/orders/ord_0000000001")
        assert (answer.headers["Cache-Control"], "X-Cache" in answer.headers) == ("no-store", False)
    assert acme.portico.hosts["partner"].invocations == 2


def gateway_with(portico: Portico, folder: Path, **changes: int) -> Gateway:
    """The gateway over the same policies, the partner channel's numbers changed."""
    infra = Path(shutil.copytree(ROOT / "infra", folder / "infra"))
    document = json.loads((infra / "channels.json").read_text())
    next(entry for entry in document["channels"] if entry["name"] == "partner").update(changes)
    (infra / "channels.json").write_text(json.dumps(document))
    config = GatewayConfig.model_validate(portico.world.configs["gateway"].config)
    changed = config.model_copy(update={"infra": infra})
    return create_gateway(changed, portico.world.internet, portico.clock)


async def test_a_partner_above_the_limit_waits_and_others_do_not(portico: Portico, tmp_path: Path) -> None:
    gateway = gateway_with(portico, tmp_path, rateLimitPerMinute=3)
    transport = httpx.ASGITransport(gateway)
    async with httpx.AsyncClient(transport=transport, base_url=portico.world.layout.url("gateway")) as http:
        portico.http = http
        acme, globex = Partner(portico, "acme"), Partner(portico, "globex")
        assert [(await acme.get(ORDERS)).status_code for _ in range(3)] == [200] * 3
        refused = await acme.get(ORDERS)
        assert_problem(refused, 429, "rate_limited")
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["RateLimit"] == f'"minute";r=0;t={refused.headers["Retry-After"]}'
        assert (await globex.get(ORDERS)).status_code == 200
        portico.clock.advance(61)
        assert (await acme.get(ORDERS)).status_code == 200


async def test_a_subscription_whose_quota_is_used_up_waits_for_the_next_period(
    portico: Portico, tmp_path: Path
) -> None:
    gateway = gateway_with(portico, tmp_path, quotaCalls=3, quotaPeriodSeconds=600)
    transport = httpx.ASGITransport(gateway)
    async with httpx.AsyncClient(transport=transport, base_url=portico.world.layout.url("gateway")) as http:
        portico.http = http
        acme, globex = Partner(portico, "acme"), Partner(portico, "globex")
        assert [(await acme.get(ORDERS)).status_code for _ in range(3)] == [200] * 3
        refused = await acme.get(ORDERS)
        assert_problem(refused, 429, "rate_limited")
        assert 0 < int(refused.headers["Retry-After"]) <= 600
        assert (await globex.get(ORDERS)).status_code == 200
        portico.clock.advance(int(refused.headers["Retry-After"]))
        assert (await acme.get(ORDERS)).status_code == 200
