import json
from pathlib import Path

import pytest

from local.errors import StartError
from local.serving import read_config
from local.storage.config import StorageConfig

USUAL = {
    "host": "127.0.0.1",
    "port": 1,
    "folder": "x",
    "account": "a",
    "key": "not*base64",
    "origin": "http://a",
}


def test_what_is_wrong_is_told_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "storage.json"
    path.write_text(json.dumps(USUAL))
    with pytest.raises(StartError) as refused:
        read_config(path, StorageConfig)
    told = "account: String should match pattern '^[a-z0-9]{3,24}$'; key: it is not base64"
    assert str(refused.value) == f"{path}: {told}"
