"""What every endpoint gets from its channel: the token check, the net under it, the answer's headers."""

import json
import logging
from collections.abc import Callable

import httpx
import pytest

from tests.provider import Identity
from tests.unit.conftest import Bff
from tests.unit.mobile_bff.test_orders import order, page_of


async def test_no_token_is_401_with_a_challenge(bff: Callable[..., Bff]) -> None:
    response = await bff().call("mobile_list_orders", token="")
    problem = json.loads(response.get_body())
    assert (response.status_code, problem["code"]) == (401, "token_missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.mimetype == "application/problem+json"
    assert problem.keys() == {"type", "title", "status", "detail", "code", "traceId"}


async def test_a_missing_scope_is_403(bff: Callable[..., Bff], identity: Identity) -> None:
    response = await bff().call("mobile_get_home", token=identity.token(scp="orders.read"))
    assert (response.status_code, json.loads(response.get_body())["code"]) == (403, "insufficient_scope")


async def test_a_bad_parameter_is_refused_before_any_upstream_call(bff: Callable[..., Bff]) -> None:
    response = await bff().call("mobile_list_orders", "?page=0")
    problem = json.loads(response.get_body())
    assert (response.status_code, problem["code"], problem["parameter"]) == (400, "invalid_request", "page")


async def test_the_trace_id_of_the_request_is_in_its_problem(bff: Callable[..., Bff]) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    headers = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    response = await bff().call("mobile_list_orders", token="", headers=headers)
    assert json.loads(response.get_body())["traceId"] == trace_id


async def test_an_unexpected_failure_is_500_says_nothing_and_is_logged(
    bff: Callable[..., Bff], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise RuntimeError("secret of the house")

    with caplog.at_level(logging.ERROR):
        response = await bff(orders=broken).call("mobile_list_orders")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (500, "internal_error")
    assert b"secret" not in response.get_body()
    assert "secret of the house" in caplog.text


async def test_an_answer_has_a_strong_etag_of_its_bytes(bff: Callable[..., Bff]) -> None:
    one = await bff(orders=page_of(order(), total=1)).call("mobile_list_orders")
    same = await bff(orders=page_of(order(), total=1)).call("mobile_list_orders")
    other = await bff(orders=page_of(order(status="shipped"), total=1)).call("mobile_list_orders")
    assert one.headers["ETag"] == same.headers["ETag"] != other.headers["ETag"]
    assert one.headers["ETag"].startswith('"')
    assert one.get_body() == same.get_body()
    assert one.headers["Cache-Control"] == "private, no-cache"


async def test_an_answer_names_the_configuration_of_the_channels_experiments(bff: Callable[..., Bff]) -> None:
    response = await bff(orders=page_of(order(), total=1)).call("mobile_list_orders")
    assert response.headers["X-Experiments"] == "none"


async def test_health_needs_no_token_and_calls_nobody(bff: Callable[..., Bff], identity: Identity) -> None:
    response = await bff().call("mobile_get_health", token="")
    assert (response.status_code, json.loads(response.get_body())) == (
        200,
        {"status": "ok", "channel": "mobile"},
    )
    assert identity.requests == []
