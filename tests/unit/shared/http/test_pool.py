"""Connections: opened when needed, kept while they are good."""

import asyncio
import os
import ssl
from pathlib import Path

import httpx
import pytest
import trustme

from shared.http.pool import Pool
from tests.unit.shared.http.server import hangs, ok, raw, served

ASKED = b"GET / HTTP/1.1\r\nhost: orders.test\r\n\r\n"


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts descriptors, not files


async def test_one_call_after_another_needs_one_connection_and_many_at_a_time_need_many() -> None:
    async with served(ok()) as (server, origin):
        pool = Pool(origin)
        for _ in range(3):
            await pool.exchange(ASKED, 5.0)
        assert server.connections == 1
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(pool.exchange(ASKED, 5.0))
        assert server.connections == 5
        pool.close()


async def test_a_connection_that_was_free_too_long_is_not_used_again() -> None:
    async with served(ok()) as (server, origin):
        pool = Pool(origin, keep_alive_seconds=0.0)
        for _ in range(2):
            await pool.exchange(ASKED, 5.0)
            await asyncio.sleep(0.001)
        assert server.connections == 2
        pool.close()


async def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    async with served(ok()) as (server, origin):
        pool = Pool(origin)
        await pool.exchange(ASKED, 5.0)
        server.writers[0].close()
        await asyncio.sleep(0.01)
        assert (await pool.exchange(ASKED, 5.0)).status == 200
        assert server.connections == 2
        pool.close()


@pytest.mark.parametrize(
    ("seconds", "cancelled", "error"), [(5.0, True, asyncio.CancelledError), (0.05, False, httpx.ReadTimeout)]
)
async def test_a_call_that_is_cancelled_or_out_of_time_gives_its_connection_up(
    seconds: float, cancelled: bool, error: type[BaseException]
) -> None:
    async with served(hangs) as (server, origin):
        call = asyncio.get_running_loop().create_task(Pool(origin).exchange(ASKED, seconds))
        await server.asked.wait()
        before = descriptors()
        if cancelled:
            call.cancel()
        with pytest.raises(error):
            await call
        await asyncio.sleep(0.01)
        assert descriptors() < before


async def test_a_pool_that_is_closed_fails_the_calls_under_way_and_serves_the_next() -> None:
    async with served(hangs) as (server, origin):
        pool = Pool(origin)
        call = asyncio.get_running_loop().create_task(pool.exchange(ASKED, 5.0))
        await server.asked.wait()
        pool.close()
        with pytest.raises(httpx.ReadError):
            await call
        server.asked.clear()
        second = asyncio.get_running_loop().create_task(pool.exchange(ASKED, 5.0))
        await server.asked.wait()
        second.cancel()
        await asyncio.wait([second])


async def test_nobody_there_is_a_connect_error() -> None:
    async with served(ok()) as (_, origin):
        pass
    with pytest.raises(httpx.ConnectError):
        await Pool(origin).exchange(ASKED, 5.0)


@pytest.mark.parametrize("host", ["a" * 70 + ".test", "a..b"])
async def test_a_name_that_no_host_can_have_is_a_connect_error(host: str) -> None:
    with pytest.raises(httpx.ConnectError):
        await Pool(f"http://{host}").exchange(ASKED, 5.0)


async def test_a_handshake_that_nobody_answers_is_a_connect_timeout() -> None:
    async with served(hangs) as (_, origin):
        before = descriptors()
        with pytest.raises(httpx.ConnectTimeout):
            await Pool(origin.replace("http:", "https:")).exchange(ASKED, 0.05)
        await asyncio.sleep(0.01)
        assert descriptors() <= before + 1, "at most the server's own end is still open"


async def test_only_a_trusted_certificate_of_the_right_name_is_accepted(tmp_path: Path) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with served(ok(), context) as (_, origin):
        assert (await Pool(origin, tmp_path / "ca.pem").exchange(ASKED, 5.0)).body == b"ok"
        for pool in (Pool(origin), Pool(origin.replace("127.0.0.1", "localhost"), tmp_path / "ca.pem")):
            with pytest.raises(httpx.ConnectError):
                await pool.exchange(ASKED, 5.0)


@pytest.mark.parametrize("origin", ["ftp://files.test", "http://", "orders.test"])
def test_what_is_no_address_of_a_server_is_refused(origin: str) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        Pool(origin)


async def test_a_thousand_calls_that_break_off_leave_nothing_open() -> None:
    async with served(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", end=True)) as (_, origin):
        pool, before = Pool(origin), descriptors()
        for _ in range(100):
            with pytest.raises(httpx.ReadError):
                await pool.exchange(ASKED, 5.0)
        await asyncio.sleep(0.01)
        assert descriptors() <= before + 2
