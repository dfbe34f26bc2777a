"""The command line."""

import json
import socket
from pathlib import Path

import pytest

from local.gateway.__main__ import main
from tests.unit.local.gateway.conftest import Shop


def configuration(shop: Shop, **changes: object) -> list[str]:
    file = shop.infra / "config.json"
    settings = {"infra": str(shop.infra), "backends": {"shop-bff": "http://127.0.0.1:1"}, **changes}
    file.write_text(json.dumps(settings))
    return ["--config", str(file)]


def test_mistake_in_the_configuration_is_one_line(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(configuration(shop, porrt=1)) == 1
    assert capsys.readouterr().err == f"{shop.infra}/config.json: porrt: Extra inputs are not permitted\n"


def test_taken_port_is_one_line(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
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
