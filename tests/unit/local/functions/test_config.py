import json
from pathlib import Path

import pytest

from local.functions.config import read_config
from local.functions.errors import LoadError


def _written(folder: Path, **config: object) -> Path:
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    return path


def test_defaults_fill_what_is_not_given(tmp_path: Path) -> None:
    config = read_config(_written(tmp_path, port=8091, master_key="m", host_keys={"apim": "k"}))
    assert (config.host, config.script, config.root) == ("127.0.0.1", "function_app.py", Path())
    assert config.keys().host == {"apim": "k"}


def test_faults_are_told_in_one_line_without_the_values(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as error:
        read_config(_written(tmp_path, port=0, master_key="m", host_keys="secret", colour="red"))
    assert str(error.value) == (
        f"{tmp_path}/config.json is not valid: port: Input should be greater than or equal to 1; "
        "host_keys: Input should be a valid dictionary; colour: Extra inputs are not permitted"
    )


@pytest.mark.parametrize(
    ("text", "message"), [("{", "cannot read .*config.json"), ("[]", "must hold a JSON object")]
)
def test_file_that_is_no_object_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(LoadError, match=message):
        read_config(path)


def test_missing_host_json_is_an_error(tmp_path: Path) -> None:
    config = read_config(_written(tmp_path, port=8091, master_key="m", root=str(tmp_path)))
    with pytest.raises(LoadError, match=r"cannot read .*host.json: .*No such file"):
        config.host_json()


def test_durable_database_is_found_from_wherever_the_host_goes(tmp_path: Path) -> None:
    config = read_config(_written(tmp_path, port=8091, master_key="m", durable_database="state/durable.db"))
    durable = config.durable()
    assert (durable.database, durable.base_url) == (Path.cwd() / "state/durable.db", "http://127.0.0.1:8091")
    assert read_config(_written(tmp_path, port=8091, master_key="m")).durable().database is None
