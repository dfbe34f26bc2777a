import json
from pathlib import Path

import pytest

from local.errors import StartError
from local.functions.config import Config
from local.serving import read_config


def _read(folder: Path, **config: object) -> Config:
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    return read_config(path, Config)


def test_defaults_fill_what_is_not_given(tmp_path: Path) -> None:
    config = _read(tmp_path, port=8091, master_key="m", host_keys={"apim": "k"})
    assert (config.host, config.script, config.root) == ("127.0.0.1", "function_app.py", Path())
    assert config.keys().host == {"apim": "k"}


def test_faults_are_told_in_one_line_without_the_values(tmp_path: Path) -> None:
    with pytest.raises(StartError) as error:
        _read(tmp_path, port=0, master_key="m", host_keys="secret", colour="red")
    assert str(error.value) == (
        f"{tmp_path}/config.json: port: Input should be greater than or equal to 1; "
        "host_keys: Input should be an object; colour: Extra inputs are not permitted"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read .*host.json: .*No such file"),
        ("{", "cannot read .*host.json: "),
        ("[]", "host.json must hold a JSON object"),
    ],
)
def test_a_host_json_that_holds_no_object_is_an_error(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "host.json").write_text(text)
    config = _read(tmp_path, port=8091, master_key="m", root=str(tmp_path))
    with pytest.raises(StartError, match=message):
        config.host_json()


def test_durable_database_is_found_from_wherever_the_host_goes(tmp_path: Path) -> None:
    durable = _read(tmp_path, port=8091, master_key="m", durable_database="state/durable.db").durable()
    assert (durable.database, durable.base_url) == (Path.cwd() / "state/durable.db", "http://127.0.0.1:8091")
    assert _read(tmp_path, port=8091, master_key="m").durable().database is None
