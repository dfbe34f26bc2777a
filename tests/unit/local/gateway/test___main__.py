"""The command line."""

import asyncio
import json
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from local.gateway.__main__ import main, server_of
from tests.unit.local.gateway.conftest import Shop


def configuration(shop: Shop, **changes: object) -> list[str]:
    file = shop.infra / "config.json"
    settings = {"infra": str(shop.infra), "backends": {"shop-bff": "http://127.0.0.1:1"}, **changes}
    file.write_text(json.dumps(settings))
    return ["--config", str(file)]


def test_mistake_in_the_configuration_is_one_line(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(configuration(shop, porrt=1)) == 1
    assert capsys.readouterr().err == f"{shop.infra}/config.json: porrt: Extra inputs are not permitted\n"


def test_a_taken_port_is_one_line(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.policy()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(configuration(shop, port=port)) == 1
    assert capsys.readouterr().err.startswith(f"cannot listen on 127.0.0.1:{port}: Address already in use")


@pytest.mark.parametrize("content", [None, b"not a certificate"])
def test_unusable_ca_bundle_is_one_line(
    shop: Shop, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "ca.pem"
    if content:
        bundle.write_bytes(content)
    assert main(configuration(shop, ca_bundle=str(bundle))) == 1
    error = capsys.readouterr().err
    assert (error.startswith(f"{bundle}: "), error.count("\n")) == (True, 1)


def test_policy_the_gateway_cannot_run_is_one_line_for_each_mistake(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.policy()
    mistakes = "<no-such-policy/><set-variable name='v' value='@(nobody.knows)'/>"
    (shop.infra / "policies/shop.xml").write_text(f"<policies><inbound>{mistakes}</inbound></policies>")
    assert main(configuration(shop)) == 1
    error = capsys.readouterr().err
    assert [line.startswith(f"{shop.infra}/policies/shop.xml:1:") for line in error.splitlines()] == [
        True,
        True,
    ]


async def test_every_answer_has_one_date(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(200, headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    shop.policy()
    assert shop.gateway
    server = server_of(shop.gateway)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve(sockets=[listener]))
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            for line in (b"GET /shop/orders HTTP/1.1", b"GET /absent HTTP/1.1"):
                writer.write(line + b"\r\nHost: h\r\n\r\n")
            writer.write(b"GET /no-host HTTP/1.1\r\n\r\n")
            answers = (await reader.read()).decode()
            writer.close()
            server.should_exit = True
    year = datetime.now(UTC).year
    assert re.findall(r"\bdate: .* (\d{4}) ", answers) == [str(year)] * 3
