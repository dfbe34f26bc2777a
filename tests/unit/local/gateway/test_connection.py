"""Connections, byte by byte: what HTTP libraries would not send."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from uvicorn.server import ServerState

from local.gateway.connection import Connection
from local.gateway.request_body import Message, Receive
from local.gateway.server import Send
from tests.unit.local.gateway.conftest import Shop

GET = b"GET /shop/orders HTTP/1.1\r\nHost: h\r\n"
POST = b"POST /shop/orders HTTP/1.1\r\nHost: h\r\n"
LAST = b"GET /shop/orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


class Impatient(Connection):
    """Has no time to lose in a test."""

    header_seconds = body_seconds = linger_seconds = 0.02


class Patient(Connection):
    """Waits a little for the next piece of a body."""

    body_seconds = 0.15


class Wire:
    """A client's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, *packets: bytes) -> None:
        for packet in packets:
            self._writer.write(packet)
            await self._writer.drain()
            for _ in range(3):  # turns of the loop, so that packets arrive one by one
                await asyncio.sleep(0)

    async def answer(self) -> bytes:
        """One answer with a Content-Length, head and body."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return head + await self._reader.readexactly(int(length.split(b":")[1]))

    async def rest(self) -> bytes:
        """Everything until the gateway hangs up."""
        return await asyncio.wait_for(self._reader.read(), 3)

    async def statuses(self) -> list[int]:
        lines = (await self.rest()).split(b"HTTP/1.1 ")[1:]
        return [int(line[:3]) for line in lines]


@asynccontextmanager
async def connected(
    app: Callable[..., Awaitable[None]] | None, protocol: type[Connection] = Connection
) -> AsyncIterator[Wire]:
    assert app
    config = uvicorn.Config(app, ws="none", lifespan="off", log_config=None)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, ServerState(), {}, loop), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()


async def statuses(shop: Shop, *packets: bytes) -> list[int]:
    async with connected(shop.gateway, Impatient) as wire:
        await wire.send(*packets)
        return await wire.statuses()


REFUSED = [
    (b"GET /shop/orders HTTP/1.1\r\n\r\n", 400),
    (GET + b"Host: other\r\n\r\n", 400),
    (b"GET /shop/orders HTTP/2.0\r\nHost: h\r\n\r\n", 400),
    (b"GET /shop/orders HTTP/0.9\r\nHost: h\r\n\r\n", 400),
    (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    (POST + b"Transfer-Encoding: identity\r\n\r\n", 400),
    (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    (POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
    (CHUNKED + b"not a size\r\n", 400),
    (POST + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc", 400),
    (GET + b"Expect: miracles\r\n\r\n", 417),
    (GET + b"A: b\r\n" * 201 + b"\r\n", 431),
    (GET + b"A: " + b"x" * 66_000 + b"\r\n\r\n", 431),
    (b"GET /shop/orders?" + b"x" * 17_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
    (b"GET /shop/orders?" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", 414),
]


@pytest.mark.parametrize(("request_bytes", "status"), REFUSED)
async def test_unacceptable_request_is_refused_however_it_arrives(
    shop: Shop, request_bytes: bytes, status: int
) -> None:
    shop.policy()
    middle = len(request_bytes) // 2
    whole = await statuses(shop, request_bytes)
    parts = await statuses(shop, request_bytes[:middle], request_bytes[middle:])
    assert (whole, parts, shop.requests) == ([status], [status], [])


QUERY = """@(context.Request.OriginalUrl.Query.GetValueOrDefault("q", ""))"""
CODE = "@(context.Response.StatusCode * 3)"


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        (f"<set-header name='x-q'><value>{QUERY}</value></set-header>", b"200"),
        (f"<set-header name='{QUERY.replace(chr(34), '&quot;')}'><value>1</value></set-header>", b"500"),
        (f"<set-status code='{CODE}'/>", b"500"),
    ],
)
async def test_answer_is_whole_whatever_a_policy_makes_of_the_request(
    shop: Shop, policy: str, status: bytes
) -> None:
    shop.policy(outbound=policy)
    async with connected(shop.gateway) as wire:
        await wire.send(GET.replace(b"orders", b"orders?q=%01b") + b"\r\n")
        answer = await wire.answer()
    assert answer.split(b" ")[1] == status
    assert b"\x01" not in answer


async def test_refused_request_has_a_correlation_id(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway, Impatient) as wire:
        await wire.send(GET + b"Host: other\r\n\r\n")
        assert re.search(rb"\r\nx-correlation-id: [0-9a-f]{32}\r\n", await wire.answer())


async def test_endless_header_is_refused_before_it_ends(shop: Shop) -> None:
    shop.policy()
    assert await statuses(shop, GET + b"A: ", *[b"x" * 10_000] * 9) == [431]


async def test_endless_trailers_are_refused_too(shop: Shop) -> None:
    shop.policy()
    assert await statuses(shop, CHUNKED + b"0\r\nA: ", *[b"x" * 10_000] * 9) == [431]


async def test_refused_client_gets_its_answer_though_it_is_still_sending(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway, Impatient) as wire:
        await wire.send(GET + b"A: " + b"x" * 90_000, *[b"x" * 100_000] * 10)
        answer = await wire.rest()
    assert answer.endswith(b'{ "statusCode": 431, "message": "Request Header Fields Too Large" }')
    assert b"\r\nconnection: close\r\n" in answer


@pytest.mark.parametrize("body", [b"\r\nnot a size\r\n", b"\r\n0\r\nno trailer\r\n\r\n"])
async def test_body_that_breaks_off_in_a_mistake_is_refused(shop: Shop, body: bytes) -> None:
    shop.max_body_bytes = 2**20
    shop.policy()
    assert await statuses(shop, CHUNKED + b"20000\r\n" + b"x" * 0x20000 + body) == [400]
    assert shop.requests == []


async def test_trailers_are_no_part_of_this_request_or_the_next(shop: Shop) -> None:
    shop.policy()
    chunked = CHUNKED + b"3\r\nabc\r\n"
    end = b"0\r\nX-Functions-Key: stolen\r\nX-Other: 1\r\n\r\n"
    assert await statuses(shop, chunked + end + chunked, end + LAST) == [200, 200, 200]
    assert [request.content for request in shop.requests] == [b"abc", b"abc", b""]
    names = {name for request in shop.requests for name in request.headers}
    assert names.isdisjoint({"x-functions-key", "x-other"})


async def test_requests_before_a_refused_one_are_answered_first(shop: Shop) -> None:
    shop.policy()
    assert await statuses(shop, GET + b"\r\n" + GET + b"\r\n" + b"rubbish\r\n\r\n") == [200, 200, 400]
    broken = CHUNKED + b"not a size\r\n"
    assert await statuses(shop, GET + b"\r\n" + GET + b"\r\n" + broken) == [200, 200, 400]


async def test_offer_to_upgrade_is_declined(shop: Shop) -> None:
    shop.policy()
    upgrade = GET + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert await statuses(shop, upgrade + upgrade + LAST) == [200, 200, 200]
    assert "upgrade" not in shop.requests[0].headers


@pytest.mark.parametrize(
    "packets",
    [
        [],
        [GET],
        [b"\r\n"],
        [POST + b"Content-Length: 3\r\n\r\na"],
        [CHUNKED + b"3\r\nabc\r\n0\r\nA: b"],
    ],
    ids=["nothing", "header", "blank lines", "body", "trailers"],
)
async def test_client_that_stalls_is_hung_up_on(shop: Shop, packets: list[bytes]) -> None:
    shop.policy()
    assert await statuses(shop, *packets) == []


@pytest.mark.parametrize("begun", [b"\r\n", b"GET", POST + b"Content-Length: 3\r\n\r\n"])
async def test_client_that_stalls_in_a_later_request_keeps_its_answers(shop: Shop, begun: bytes) -> None:
    shop.policy()
    assert await statuses(shop, GET + b"\r\n", begun) == [200]


async def test_client_may_wait_between_requests(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway, Impatient) as wire:
        await wire.send(GET + b"\r\n")
        await wire.answer()
        await asyncio.sleep(3 * Impatient.header_seconds)
        await wire.send(LAST)
        assert await wire.statuses() == [200]


async def test_slow_answer_is_not_the_client_s_fault() -> None:
    async def app(scope: Message, receive: Receive, send: Send) -> None:
        await asyncio.sleep(3 * Impatient.header_seconds)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    async with connected(app, Impatient) as wire:
        await wire.send(GET + b"\r\n" + b"GET")
        assert await wire.statuses() == [200]


TOO_LARGE = b'{ "statusCode": 413, "message": "Request body is too large." }'


async def test_body_announced_as_too_large_is_refused_unread(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway) as wire:
        await wire.send(POST + b"Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
        answer = await wire.answer()
        await wire.send(b"x" * 1001)
        assert await wire.rest() == b""
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(TOO_LARGE)
    assert b"\r\nconnection: close\r\n" in answer


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
@pytest.mark.parametrize("framing", [b"Content-Length: 500000", b"Transfer-Encoding: chunked"])
async def test_client_that_sends_too_much_gets_its_answer(shop: Shop, framing: bytes, close: bytes) -> None:
    shop.policy()
    pieces = (
        [b"64000\r\n" + b"x" * 409_600 + b"\r\n0\r\n\r\n"] if b"chunked" in framing else [b"x" * 100_000] * 5
    )
    async with connected(shop.gateway) as wire:
        await wire.send(POST + close + framing + b"\r\n\r\n", *pieces)
        assert (await wire.rest()).endswith(TOO_LARGE)


async def test_body_for_an_unknown_path_is_discarded_with_the_answer(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway) as wire:
        await wire.send(b"POST /absent HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + LAST)
        assert await wire.statuses() == [404]


async def test_answer_that_has_begun_is_the_only_one(shop: Shop) -> None:
    shop.policy()
    unknown = CHUNKED.replace(b"/shop/orders", b"/absent")
    assert await statuses(shop, unknown, b"not a size\r\n") == [404]


async def test_client_that_never_stops_sending_is_hung_up_on(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway) as wire:
        await wire.send(POST + b"Content-Length: 99999999\r\n\r\n")
        assert (await wire.answer()).endswith(TOO_LARGE)
        with suppress(ConnectionError):
            await wire.send(*[b"x" * 100_000] * 20)
            await wire.rest()


async def test_body_may_take_its_time_while_it_progresses(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway, Patient) as wire:
        await wire.send(POST + b"Connection: close\r\nContent-Length: 6\r\n\r\n")
        for _ in range(6):
            await asyncio.sleep(Patient.body_seconds / 5)
            await wire.send(b"x")
        assert await wire.statuses() == [200]


async def test_client_that_expects_to_continue_may(shop: Shop) -> None:
    shop.policy()
    async with connected(shop.gateway) as wire:
        await wire.send(
            POST + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", b"abc"
        )
        assert await wire.statuses() == [100, 200]
    assert shop.requests[0].content == b"abc"
