"""Switches put a service into trouble and out of it."""

import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.monitor.errors import Refusal
from local.monitor.fault_switches import FaultSwitches


@pytest.fixture
def active() -> dict[str, Any]:
    """The fault of the one service there is, under `fault`."""
    return {"fault": None}


@pytest.fixture
def upstream(active: dict[str, Any]) -> Starlette:
    async def faults(request: Request) -> Response:
        if request.method != "GET":
            active["fault"] = json.loads(await request.body() or b"null")
        return JSONResponse(active["fault"])

    return Starlette(routes=[Route("/_faults", faults, methods=["GET", "PUT", "DELETE"])])


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"services": {"orders": "http://orders"}}


async def positions(monitor: httpx.AsyncClient) -> list[dict[str, str]]:
    return list((await monitor.get("/api/switches")).json()["items"])


@pytest.mark.parametrize(("state", "kind"), [("slow", "slow"), ("failing", "fail"), ("dead", "reset")])
async def test_a_switch_is_turned_and_turned_back(
    monitor: httpx.AsyncClient, active: dict[str, Any], state: str, kind: str
) -> None:
    assert await positions(monitor) == [{"service": "orders", "state": "well"}]
    turned = await monitor.put("/api/switches/orders", json={"state": state})
    assert turned.json() == {"service": "orders", "state": state}
    assert active["fault"]["kind"] == kind
    assert await positions(monitor) == [turned.json()]
    await monitor.put("/api/switches/orders", json={"state": "well"})
    assert active["fault"] is None


async def test_a_fault_that_no_switch_makes_is_shown_as_such(
    monitor: httpx.AsyncClient, active: dict[str, Any]
) -> None:
    active["fault"] = {"kind": "rubbish"}
    assert await positions(monitor) == [{"service": "orders", "state": "other"}]


class NobodyListens(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)


async def test_a_service_that_is_gone_is_named() -> None:
    switches = FaultSwitches({"orders": "http://orders"}, NobodyListens())
    with pytest.raises(Refusal, match="the service 'orders' does not take a fault"):
        await switches.positions()
