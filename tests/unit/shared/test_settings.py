"""Settings: complete or a start that says everything that is wrong."""

import pytest

from shared.settings import SettingsError, read


def test_complete_settings_are_read(environment: dict[str, str], identity: object) -> None:
    settings = read(environment | {"PUBLIC_URL": "https://gateway.test/", "MOBILE_CLIENTS": "phone, tablet"})
    assert settings.public_url == "https://gateway.test"
    assert settings.channels["mobile"].clients == {"phone", "tablet"}
    assert settings.orders.url == "https://orders.test"


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"BFF_CHANNELS": "mobile"})
    for name in (
        "PUBLIC_URL",
        "TENANT_ID",
        "AUTHORITY",
        "MOBILE_AUDIENCE",
        "MOBILE_CLIENTS",
        "ORDERS_URL",
        "USERS_SCOPE",
    ):
        assert f"{name} is missing" in str(refused.value)


@pytest.mark.parametrize("url", ["orders.test", "ftp://orders.test", "http://", "http://orders.test?x=1"])
def test_a_url_must_be_absolute(environment: dict[str, str], url: str) -> None:
    with pytest.raises(SettingsError, match="ORDERS_URL is not an absolute"):
        read(environment | {"ORDERS_URL": url})


def test_a_named_file_must_exist(environment: dict[str, str], identity: object) -> None:
    with pytest.raises(SettingsError, match="REQUESTS_CA_BUNDLE names no file"):
        read(environment | {"REQUESTS_CA_BUNDLE": "/nowhere/ca.pem"})


def test_a_key_ring_is_read_and_a_wrong_one_named(environment: dict[str, str], identity: object) -> None:
    assert read(environment).cursor_keys == {}
    ring = read(environment | {"CURSOR_KEYS": f"key-1:{43 * 'A'}"}).cursor_keys
    assert ring == {"key-1": bytes(32)}
    with pytest.raises(SettingsError, match="CURSOR_KEYS: key 1: it must begin with an id"):
        read(environment | {"CURSOR_KEYS": "secret"})
