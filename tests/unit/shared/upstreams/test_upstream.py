"""An upstream's failures, told apart."""

import json
from collections.abc import Callable

import httpx
import pytest

from tests.unit.conftest import Bff


def answering(status: int, **rest: object) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(status, **rest)  # type: ignore[arg-type]


def raising(error: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("connection to 10.0.0.7 failed", request=request)

    return answer


@pytest.mark.parametrize(
    ("upstream", "status", "code"),
    [
        (answering(500), 502, "upstream_failed"),
        (answering(401), 502, "upstream_failed"),
        (answering(403), 502, "upstream_failed"),
        (answering(302, headers={"location": "https://evil.test"}), 502, "upstream_failed"),
        (answering(404), 502, "upstream_failed"),
        (answering(200, text="rubbish"), 502, "upstream_failed"),
        (answering(200, json={"items": "wrong"}), 502, "upstream_failed"),
        (answering(204), 502, "upstream_failed"),
        (raising(httpx.ConnectError), 502, "upstream_failed"),
        (raising(httpx.RemoteProtocolError), 502, "upstream_failed"),
        (raising(httpx.ReadTimeout), 504, "upstream_timeout"),
        (raising(httpx.PoolTimeout), 503, "upstream_unavailable"),
        (answering(429), 503, "upstream_unavailable"),
    ],
)
async def test_each_failure_has_its_status_and_code_and_tells_no_address(
    bff: Callable[..., Bff], upstream: Callable[[httpx.Request], httpx.Response], status: int, code: str
) -> None:
    response = await bff(orders=upstream).call("mobile_list_orders")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (status, code)
    assert b"10.0.0.7" not in response.get_body()
    assert b"orders.test" not in response.get_body()


@pytest.mark.parametrize(("sent", "told"), [("17", "17"), ("soon", "5"), (None, "5"), ("9" * 5000, "3600")])
async def test_a_full_upstream_says_when_to_come_back(
    bff: Callable[..., Bff], sent: str | None, told: str
) -> None:
    headers = {"retry-after": sent} if sent else {}
    response = await bff(orders=answering(429, headers=headers)).call("mobile_list_orders")
    assert response.headers["Retry-After"] == told


async def test_the_trace_goes_on_upstream(bff: Callable[..., Bff]) -> None:
    seen: list[str] = []

    def orders(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["traceparent"])
        return httpx.Response(200, json={"items": [], "total": 0})

    trace_id = "0af7651916cd43dd8448eb211c80319c"
    await bff(orders=orders).call(
        "mobile_list_orders", headers={"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    )
    assert seen[0].split("-")[1] == trace_id
