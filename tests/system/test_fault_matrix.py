"""Upstreams that break HTTP itself, over real sockets: each fault, required and optional, both channels."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import azure.functions as func
import httpx
import pytest

from shared.settings import UPSTREAMS, read_settings
from shared.transport import PooledTransport, Transports
from tests.provider import Identity
from tests.unit.conftest import Bff
from tests.unit.desktop_bff.services import order, product, user

Write = Callable[[asyncio.StreamWriter], Awaitable[None]]
MEGABYTE = b"x" * 2**20


def raw(head: bytes, body: bytes = b"") -> Write:
    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 " + head + b"\r\n\r\n" + body)

    return write


def sized(status: bytes, body: bytes, *headers: bytes) -> Write:
    return raw(b"\r\n".join([status, b"Content-Length: %d" % len(body), *headers]), body)


async def resets_mid_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b'{"items":[')
    await writer.drain()
    writer.transport.abort()


async def fifty_megabytes(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(50):
        writer.write(b"100000\r\n" + MEGABYTE + b"\r\n")
        await writer.drain()


FAULTS: dict[str, tuple[Write, int, str]] = {
    "500": (sized(b"500 Oops", b"{}"), 502, "unavailable"),
    "429 with Retry-After": (sized(b"429 Slow down", b"{}", b"Retry-After: 17"), 503, "unavailable"),
    "reset mid-body": (resets_mid_body, 502, "unavailable"),
    "not JSON": (sized(b"200 OK", b"<html>"), 502, "bad_response"),
    "wrong types": (sized(b"200 OK", b'{"items":[{"id":1}],"total":"many"}'), 502, "bad_response"),
    "50 MB": (fifty_megabytes, 502, "bad_response"),
    "redirect": (sized(b"302 Found", b"", b"Location: http://127.0.0.1:1/"), 502, "unavailable"),
    "empty": (sized(b"200 OK", b""), 502, "bad_response"),
    "204": (raw(b"204 No Content"), 502, "bad_response"),
    "not HTTP": (raw(b"rubbish"), 502, "unavailable"),
    "not gzip": (sized(b"200 OK", b"plain", b"Content-Encoding: gzip"), 502, "unavailable"),
}
EVERY_FAULT = pytest.mark.parametrize(("fault", "status", "reason"), FAULTS.values(), ids=FAULTS.keys())


async def works(service: str, target: str, writer: asyncio.StreamWriter) -> None:
    query = parse_qs(urlsplit(target).query)
    ids = query.get("ids", [""])[0].split(",")
    documents: dict[str, object] = {
        "orders": {"items": [order(1, "p1") | {"lines": [line(1)]}], "total": 1},
        "products": {
            "items": [product(id_ or "p1") | {"thumbnailUrl": "https://img/1"} for id_ in ids],
            "total": 1,
        },
        "users": {"items": [user(id_) for id_ in ids], "total": 1},
    }
    await sized(b"200 OK", json.dumps(documents[service]).encode())(writer)


def line(number: int) -> dict[str, object]:
    return {"productId": f"p{number}", "name": "Lamp", "quantity": 1, "unitPrice": "9.50"}


@asynccontextmanager
async def service(name: str, fault: Write | None) -> AsyncIterator[str]:
    tasks: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await (fault(writer) if fault else works(name, head.split()[1].decode(), writer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        for task in filter(None, tasks):
            task.cancel()


@asynccontextmanager
async def bff(
    environment: dict[str, str], identity: Identity, broken: str, fault: Write
) -> AsyncIterator[Bff]:
    from function_app import create_app  # noqa: PLC0415 - reads its settings when imported

    async with AsyncExitStack() as stack:
        urls = {
            name: await stack.enter_async_context(service(name, fault if name == broken else None))
            for name in UPSTREAMS
        }
        settings = read_settings(environment | {f"{name.upper()}_URL": url for name, url in urls.items()})
        pools = {name: PooledTransport() for name in UPSTREAMS}
        for pool in pools.values():
            stack.push_async_callback(pool.aclose)
        transports = Transports(pools, httpx.MockTransport(identity.answer))
        yield Bff(create_app(settings, transports), identity)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts descriptors, not files


def body_of(response: func.HttpResponse) -> dict[str, object]:
    return dict(json.loads(response.get_body()))


@EVERY_FAULT
@pytest.mark.parametrize("function", ["mobile_get_home", "mobile_list_orders", "desktop_list_orders"])
async def test_a_fault_of_a_required_part_is_told_and_leaves_no_connection(
    environment: dict[str, str], identity: Identity, function: str, fault: Write, status: int, reason: str
) -> None:
    before = descriptors()
    async with bff(environment, identity, "orders", fault) as app:
        response = await app.call(function)
    assert response.status_code == status
    assert response.headers["Retry-After"] == ("17" if status == 503 else "5")
    await asyncio.sleep(0.01)
    assert descriptors() <= before, "no connection is left open"


@EVERY_FAULT
@pytest.mark.parametrize("function", ["mobile_get_home", "desktop_list_orders"])
async def test_a_fault_of_an_optional_part_leaves_a_partial_answer(
    environment: dict[str, str], identity: Identity, function: str, fault: Write, status: int, reason: str
) -> None:
    async with bff(environment, identity, "products", fault) as app:
        response = await app.call(function)
    body = body_of(response)
    assert (response.status_code, body["complete"]) == (200, False)
    if function.startswith("desktop"):
        assert body["missing"] == [{"part": "products", "reason": reason}]


@pytest.mark.parametrize("function", ["mobile_get_home", "desktop_list_orders"])
async def test_without_a_fault_the_answer_is_complete(
    environment: dict[str, str], identity: Identity, function: str
) -> None:
    async with bff(environment, identity, "nobody", resets_mid_body) as app:
        assert body_of(await app.call(function))["complete"] is True
