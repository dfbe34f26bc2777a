import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from local.services.faults import Fault, FaultMiddleware, Faults

Headers = Callable[..., dict[str, str]]


@pytest.fixture
def products(service: Callable[[str], httpx.AsyncClient], user: Headers) -> httpx.AsyncClient:
    client = service("products")
    client.headers.update(user("alice"))
    return client


async def put(client: httpx.AsyncClient, **fault: Any) -> httpx.Response:
    """Sets a fault without a token: the paths of faults need none."""
    return await client.put("/_faults", json=fault, headers={"Authorization": ""})


async def statuses(client: httpx.AsyncClient, path: str, count: int) -> list[int]:
    return [(await client.get(path)).status_code for _ in range(count)]


async def test_fail_answers_its_status(products: httpx.AsyncClient) -> None:
    await put(products, kind="fail", status=503, retryAfter=7)
    response = await products.get("/products")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.json()["error"] == "fault"


async def test_fail_is_500_unless_told(products: httpx.AsyncClient) -> None:
    await put(products, kind="fail")
    response = await products.get("/products")
    assert response.status_code == 500
    assert "Retry-After" not in response.headers


async def test_slow_answers_as_usual_but_late(products: httpx.AsyncClient) -> None:
    await put(products, kind="slow", delayMs=20)
    loop = asyncio.get_running_loop()
    started = loop.time()
    response = await products.get("/products/prd_0001")
    assert response.json()["id"] == "prd_0001"
    assert loop.time() - started >= 0.02


async def test_rubbish_is_200_without_json(products: httpx.AsyncClient) -> None:
    await put(products, kind="rubbish")
    response = await products.get("/products")
    assert response.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        response.json()


async def test_reset_breaks_off_half_way_through_the_body(products: httpx.AsyncClient) -> None:
    await put(products, kind="reset")
    response = await products.get("/products")
    assert len(response.content) == int(response.headers["Content-Length"]) // 2


async def test_hang_sends_nothing_until_the_client_leaves() -> None:
    faults = Faults()
    faults.activate(Fault(kind="hang"))
    incoming: Iterator[Message] = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        sent.append(message)

    app = FaultMiddleware(PlainTextResponse("never"), faults)
    await app({"type": "http", "path": "/orders", "query_string": b""}, receive, send)
    assert sent == []
    assert next(incoming, None) is None


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, [200] * 4), (0.5, [200, 500, 200, 500]), (0.25, [200, 200, 200, 500]), (1, [500] * 4)],
)
async def test_share_hits_evenly(products: httpx.AsyncClient, share: float, expected: list[int]) -> None:
    await put(products, kind="fail", share=share)
    assert await statuses(products, "/products", 4) == expected


async def test_share_counts_from_the_latest_fault(products: httpx.AsyncClient) -> None:
    for _ in range(2):
        await put(products, kind="fail", share=0.5)
        assert await statuses(products, "/products", 3) == [200, 500, 200]


@pytest.mark.parametrize("match", ["/products?page=2", "page=", r"page=\d$", "[12]"])
async def test_match_is_a_part_of_path_and_query_or_a_pattern(
    products: httpx.AsyncClient, match: str
) -> None:
    await put(products, kind="fail", match=match)
    assert await statuses(products, "/products?page=2", 1) == [500]
    assert await statuses(products, "/products/prd_0003", 1) == [200]


async def test_match_that_is_no_pattern_is_only_a_part(products: httpx.AsyncClient) -> None:
    await put(products, kind="fail", match="?page=(")
    assert await statuses(products, "/products?page=2", 1) == [200]


async def test_new_fault_replaces_the_old_one(products: httpx.AsyncClient) -> None:
    await put(products, kind="rubbish")
    await put(products, kind="fail", status=502)
    assert (await products.get("/_faults")).json() == {"kind": "fail", "status": 502}
    assert await statuses(products, "/products", 1) == [502]


async def test_deleted_fault_is_gone(products: httpx.AsyncClient) -> None:
    await put(products, kind="fail")
    assert (await products.delete("/_faults")).status_code == 204
    assert (await products.get("/_faults")).json() is None
    assert await statuses(products, "/products", 1) == [200]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "nap"}, "kind: Input should be 'slow', 'fail', 'hang', 'reset' or 'rubbish'"),
        ({}, "kind: Field required"),
        ({"kind": "hang", "speed": 1}, "speed: Extra inputs are not permitted"),
        ({"kind": "slow"}, "slow needs delayMs"),
        ({"kind": "reset", "status": 500}, "status and retryAfter belong to fail"),
        ({"kind": "fail", "share": 2}, "share: Input should be less than or equal to 1"),
        ({"kind": "fail", "status": 200}, "status: Input should be greater than or equal to 400"),
    ],
)
async def test_wrong_fault_is_refused_with_the_reason(
    products: httpx.AsyncClient, fault: dict[str, Any], reason: str
) -> None:
    response = await put(products, **fault)
    assert response.status_code == 400
    assert response.json() == {"error": "invalid_request", "message": reason}


async def test_calls_count_faulty_requests_but_not_those_to_the_counter(products: httpx.AsyncClient) -> None:
    await statuses(products, "/products", 2)
    await put(products, kind="fail")
    await statuses(products, "/products", 1)
    await products.get("/_calls")
    assert (await products.get("/_calls")).json() == {"count": 3}
