"""cors."""

import pytest

from tests.unit.local.gateway.conftest import Shop

CORS = """<cors allow-credentials="true" {attributes}>
<allowed-origins><origin>https://web.test</origin></allowed-origins>
<allowed-methods preflight-result-max-age="300"><method>GET</method></allowed-methods>
<allowed-headers><header>X-Own</header></allowed-headers><expose-headers><header>X-Shown</header></expose-headers></cors>"""
PREFLIGHT = {"Origin": "https://web.test", "Access-Control-Request-Method": "GET"}


def cors(attributes: str = "") -> str:
    return CORS.format(attributes=attributes)


async def test_preflight_is_answered_without_the_backend(shop: Shop) -> None:
    shop.policy(cors() + "<return-response><set-status code='500'/></return-response>")
    response = await shop.send("OPTIONS", headers=PREFLIGHT)
    assert (response.status_code, shop.requests) == (200, [])
    assert {name: value for name, value in response.headers.items() if name.startswith("access-control")} == {
        "access-control-allow-origin": "https://web.test",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET",
        "access-control-allow-headers": "X-Own",
        "access-control-max-age": "300",
    }


async def test_preflight_of_another_origin_is_told_nothing(shop: Shop) -> None:
    shop.policy(cors())
    response = await shop.send("OPTIONS", headers=PREFLIGHT | {"Origin": "https://evil.test"})
    assert (response.status_code, "access-control-allow-origin" in response.headers) == (200, False)


async def test_preflight_without_a_cors_policy_matches_no_operation(shop: Shop) -> None:
    shop.policy()
    assert (await shop.send("OPTIONS", headers=PREFLIGHT)).status_code == 404


async def test_allowed_origin_may_read_the_response(shop: Shop) -> None:
    shop.policy(cors())
    response = await shop.get(Origin="https://web.test")
    assert response.headers["Access-Control-Allow-Origin"] == "https://web.test"
    assert (response.headers["Access-Control-Expose-Headers"], response.headers["Vary"]) == (
        "X-Shown",
        "Origin",
    )


async def test_request_without_an_origin_is_untouched(shop: Shop) -> None:
    shop.policy(cors())
    assert "Access-Control-Allow-Origin" not in (await shop.get()).headers


@pytest.mark.parametrize(("terminate", "calls"), [("true", 0), ("false", 1)])
async def test_get_of_another_origin_ends_on_demand(shop: Shop, terminate: str, calls: int) -> None:
    shop.policy(cors(f"terminate-unmatched-request='{terminate}'"))
    response = await shop.get(Origin="https://evil.test")
    assert (len(shop.requests), "Access-Control-Allow-Origin" in response.headers) == (calls, False)
