import json
from pathlib import Path
from typing import Any

import pytest

from local.errors import StartError
from local.services.config import ServiceConfig
from local.serving import read_config

VALID = {
    "service": "orders",
    "host": "127.0.0.1",
    "port": 8101,
    "database": "orders.db",
    "directory": "local/directory.json",
    "issuer": "https://login.example.com/v2.0",
    "jwks_uri": "https://login.example.com/keys",
    "audience": "24505b4a-a7b7-5de5-9cbc-5da9862b7872",
    "ca_bundle": None,
}


def test_config_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text(json.dumps(VALID))
    assert read_config(tmp_path / "orders.json", ServiceConfig).database == Path("orders.db")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"service": "stock"}, "service: Input should be 'orders'"),
        ({"port": 0}, "port: Input should be greater than or equal to 1"),
        ({"issuer": None}, "issuer: Input should be a valid string"),
    ],
)
def test_wrong_key_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps({**VALID, **change}))
    with pytest.raises(StartError) as caught:
        read_config(path, ServiceConfig)
    assert str(caught.value).startswith(f"{path}: {reason}")
