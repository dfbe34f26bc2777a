"""HTTP/1.1 as servers write it, well and badly, over real sockets."""

import asyncio
import gzip
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.connection import MAX_RESPONSE_BYTES, Connection, ResponseTooLarge
from shared.http.pool import Pool
from tests.unit.shared.http.server import Answer, ok, raw, served

ASKED = b"GET / HTTP/1.1\r\nhost: orders.test\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "body", "kept"),
    [
        (ok(b"plain"), b"plain", True),
        (raw(CHUNKED + b"2\r\nin\r\n7\r\n pieces\r\n0\r\n\r\n"), b"in pieces", True),
        (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), b"", True),
        (raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye"), b"bye", False),
        (raw(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", end=True), b"old", False),
        (raw(b"HTTP/1.1 200 OK\r\n\r\nto the end", end=True), b"to the end", False),
        (raw(CHUNKED + b"2\r\nok\r\n0\r\nContent-Encoding: gzip\r\n\r\n"), b"ok", True),
        (ok(b"as it is", b"Content-Encoding: identity"), b"as it is", True),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), b"ok", True),
        (raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 Fine\r\n\r\n"), b"", True),
    ],
    ids=[
        "sized",
        "chunked",
        "no content",
        "close",
        "HTTP/1.0",
        "until the end",
        "trailer",
        "identity",
        "continue",
        "early hints",
    ],
)
async def test_an_answer_is_read_to_its_end(answer: Answer, body: bytes, kept: bool) -> None:
    async with served(answer) as (server, origin):
        pool = Pool(origin)
        for _ in range(2):
            assert (await pool.exchange(ASKED, 5.0)).body == body
        assert server.connections == (1 if kept else 2)
        pool.close()


async def test_headers_are_in_lower_case_and_repeated_ones_joined() -> None:
    async with served(ok(b"", b"Retry-After: 17", b"VARY: Accept", b"Vary: Origin")) as (_, origin):
        response = await Pool(origin).exchange(ASKED, 5.0)
    assert response.headers == {"content-length": "0", "retry-after": "17", "vary": "Accept, Origin"}


async def test_a_compressed_answer_is_decoded() -> None:
    body = b'{"items":[]}' * 100
    async with served(ok(gzip.compress(body), b"Content-Encoding: gzip")) as (_, origin):
        response = await Pool(origin).exchange(ASKED, 5.0)
    assert (response.body, response.headers) == (body, {})


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(CHUNKED)
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def endless_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: " + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def endless_trailers(writer: asyncio.StreamWriter) -> None:
    writer.write(CHUNKED + b"2\r\nok\r\n0\r\nX: ")
    while True:
        writer.write(b"x" * 1000)
        await writer.drain()


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"x" * (MAX_RESPONSE_BYTES + 1)),
        ok(gzip.compress(b"0" * (MAX_RESPONSE_BYTES * 4)), b"Content-Encoding: gzip"),
        endless,
        endless_head,
        endless_trailers,
    ],
    ids=["sized", "compressed", "endless", "endless head", "endless trailers"],
)
async def test_an_answer_that_is_too_large_is_refused(answer: Answer) -> None:
    async with served(answer) as (_, origin):
        with pytest.raises(ResponseTooLarge):
            await Pool(origin).exchange(ASKED, 5.0)


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"", end=True),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", end=True),
        raw(CHUNKED + b"5\r\nhalf", end=True),
        raw(b"220 mail.test ESMTP\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"),
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n"),
        ok(b"plain", b"Content-Encoding: gzip"),
        ok(gzip.compress(b"whole" * 100)[:-10], b"Content-Encoding: gzip"),
        ok(b"what", b"Content-Encoding: br"),
        ok(b"what", *[b"a:b"] * 5000),
        raw(CHUNKED + b"2\r\nok\r\n0\r\n" + b"a:b\r\n" * 5000 + b"\r\n"),
        raw(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"),
    ],
    ids=[
        "nothing",
        "broken off",
        "broken chunk",
        "not HTTP",
        "two lengths",
        "two framings",
        "upgrade",
        "not gzip",
        "half a gzip",
        "a coding not asked for",
        "too many headers",
        "too many trailers",
        "no status",
    ],
)
async def test_what_does_not_go_by_the_book_is_a_read_error(answer: Answer) -> None:
    async with served(answer) as (server, origin):
        pool = Pool(origin)
        with pytest.raises(httpx.ReadError):
            await pool.exchange(ASKED, 5.0)
        pool.close()
        assert server.connections == 1


async def test_bytes_that_nobody_asked_for_close_the_connection() -> None:
    """They would be taken for the answer to the next request."""
    surplus = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Le")
    async with served(surplus) as (server, origin):
        pool = Pool(origin)
        for _ in range(2):
            assert (await pool.exchange(ASKED, 5.0)).body == b"ok"
        assert server.connections == 2
        pool.close()


async def test_a_connection_that_talks_while_it_is_free_is_closed() -> None:
    async with served(ok()) as (server, origin):
        pool = Pool(origin)
        await pool.exchange(ASKED, 5.0)
        server.writers[0].write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
        await asyncio.sleep(0.01)
        assert (await pool.exchange(ASKED, 5.0)).status == 200
        assert server.connections == 2
        pool.close()


class Wire(asyncio.Transport):
    """Takes what is written, and says whether it was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """The test answers by hand."""

    def abort(self) -> None:
        self.cut = True


STREAM = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nVary: a\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"
)


@given(st.sets(st.integers(1, len(STREAM) - 1)))
def test_an_answer_may_come_in_any_pieces(cuts: set[int]) -> None:
    asyncio.run(in_pieces(sorted(cuts)))


async def in_pieces(cuts: list[int]) -> None:
    loop, wire = asyncio.get_running_loop(), Wire()
    connection = Connection(loop, lambda _: None)
    connection.connection_made(wire)
    call = loop.create_task(connection.exchange(ASKED, loop.time() + 5))
    await asyncio.sleep(0)
    for start, end in pairwise([0, *cuts, len(STREAM)]):
        connection.data_received(STREAM[start:end])
    response = await call
    assert (response.status, response.body, response.headers["vary"]) == (200, b"abcdefg", "a")
    assert (connection.reusable, wire.cut) == (True, False)


@given(st.binary(max_size=200))
def test_whatever_comes_the_call_ends_and_nothing_unread_is_reused(data: bytes) -> None:
    asyncio.run(of_anything(data))


async def of_anything(data: bytes) -> None:
    loop, wire = asyncio.get_running_loop(), Wire()
    connection = Connection(loop, lambda _: None)
    connection.connection_made(wire)
    call = loop.create_task(connection.exchange(ASKED, loop.time() + 5))
    await asyncio.sleep(0)
    connection.data_received(b"HTTP/1.1 200 OK\r\n" + data)
    connection.connection_lost(None)
    try:
        await call
    except (httpx.ReadError, ResponseTooLarge):
        assert wire.cut
    assert not connection.reusable
