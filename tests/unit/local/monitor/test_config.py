"""A configuration that cannot be used is told in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.errors import StartError
from local.monitor.config import MonitorConfig
from local.serving import read_config

USUAL = {"host": "127.0.0.1", "port": 8111, "database": "x.db", "gateway": "http://127.0.0.1:8080"}


def test_bounds_have_defaults(tmp_path: Path) -> None:
    path = tmp_path / "monitor.json"
    path.write_text(json.dumps(USUAL))
    assert read_config(path, MonitorConfig).most_spans == 200_000


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"port": 70_000}, "port: Input should be"),
        ({"colour": "red"}, "colour: Extra"),
        ({"most_spans": 0}, "most_spans"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    path = tmp_path / "monitor.json"
    path.write_text(json.dumps(USUAL | changes))
    with pytest.raises(StartError, match=rf"monitor\.json: {message}"):
        read_config(path, MonitorConfig)
