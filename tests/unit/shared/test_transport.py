"""The way out: TLS with the trust that was configured, over real sockets."""

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import trustme

from shared.settings import Settings
from shared.transport import open_transports

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(ANSWER)
    await writer.drain()
    writer.close()


async def test_only_a_trusted_certificate_is_accepted(settings: Settings, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    request = httpx.Request("GET", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    async with server:
        trusting = open_transports(replace(settings, ca_bundle=tmp_path / "ca.pem")).identity
        response = await trusting.handle_async_request(request)
        assert await response.aread() == b"ok"
        with pytest.raises(httpx.ConnectError):
            await open_transports(settings).identity.handle_async_request(request)
        await trusting.aclose()
