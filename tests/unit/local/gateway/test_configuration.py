"""The gateway's configuration."""

import json
from pathlib import Path

import pytest

from local.gateway.configuration import (
    ConfigurationErrors,
    GatewayConfig,
    read_channels,
    read_configuration,
    read_named_values,
)
from tests.unit.local.gateway.conftest import CHANNEL


def write(folder: Path, sources: object) -> None:
    (folder / "channels.json").write_text(json.dumps({"channels": [CHANNEL]}))
    (folder / "named-values.json").write_text(json.dumps(sources))


def test_unknown_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"infra": "infra", "prot": 8080}')
    with pytest.raises(ConfigurationErrors, match=r"config.json: prot: Extra inputs are not permitted"):
        read_configuration(file)


def test_place_of_a_syntax_error_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{\n "infra": }')
    with pytest.raises(ConfigurationErrors, match=r"config.json:2:11: "):
        read_configuration(file)


def test_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationErrors, match=r"absent.json: No such file"):
        read_configuration(tmp_path / "absent.json")


def test_value_of_a_channel_is_taken_from_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"limit": {"channel": "shop", "field": "rateLimitPerMinute"}, "audience": {"parameter": "a"}},
    )
    config = GatewayConfig(infra=tmp_path, named_values={"audience": "guid"})
    assert read_named_values(config, read_channels(tmp_path)) == {"audience": "guid", "limit": "600"}


def test_every_missing_and_surplus_value_is_listed(tmp_path: Path) -> None:
    write(
        tmp_path, {"a": {"parameter": "a"}, "b": {"secret": "b"}, "c": {"channel": "shop", "field": "none"}}
    )
    config = GatewayConfig(infra=tmp_path, named_values={"z": "1"})
    with pytest.raises(ConfigurationErrors) as caught:
        read_named_values(config, read_channels(tmp_path))
    assert caught.value.errors == [
        "named value 'a' is missing",
        "named value 'b' is missing",
        "named value 'z' is unknown",
        "named value 'c': channel 'shop' has no field 'none'",
    ]


def test_the_web_client_is_an_api_beside_the_channels(tmp_path: Path) -> None:
    web = {"path": "app", "policy": "policies/web.xml", "openapi": "openapi/web.json", "backend": "web-site"}
    (tmp_path / "channels.json").write_text(json.dumps({"channels": [CHANNEL], "web": web}))
    read = read_channels(tmp_path)
    assert [channel.name for channel in read.channels] == ["shop"]
    assert [(api.name, api.path) for api in read.apis] == [("shop", read.channels[0].path), ("web", "app")]
