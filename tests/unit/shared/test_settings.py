"""Settings: complete or a start that says everything that is wrong."""

from pathlib import Path

import pytest

from shared.settings import ExperimentSettings, SettingsError, TelemetrySettings, read_settings

CONNECTION_STRING = "InstrumentationKey=0b9e5c4d-8a9e-4b7e-9d0a-000000000001"


def test_complete_settings_are_read(environment: dict[str, str], identity: object) -> None:
    settings = read_settings(
        environment | {"PUBLIC_URL": "https://gateway.test/", "MOBILE_CLIENTS": "phone, tablet"}
    )
    assert settings.public_url == "https://gateway.test"
    assert settings.channels["mobile"].clients == {"phone", "tablet"}
    assert settings.upstreams["orders"].url == "https://orders.test"


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"BFF_CHANNELS": "mobile"})
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
        read_settings(environment | {"ORDERS_URL": url})


def test_a_named_file_must_exist(environment: dict[str, str], identity: object) -> None:
    with pytest.raises(SettingsError, match="REQUESTS_CA_BUNDLE names no file"):
        read_settings(environment | {"REQUESTS_CA_BUNDLE": "/nowhere/ca.pem"})


def test_experiments_are_in_a_file_or_in_a_store(environment: dict[str, str], identity: object) -> None:
    assert read_settings(environment).experiments == ExperimentSettings(file=None, store="", overrides=False)
    file = read_settings(
        environment | {"EXPERIMENTS_FILE": __file__, "EXPERIMENT_OVERRIDES": "true"}
    ).experiments
    assert (file.file, file.overrides) == (Path(__file__), True)
    store = {"APP_CONFIGURATION_ENDPOINT": "https://portico.azconfig.test/"}
    assert read_settings(environment | store).experiments.store == "https://portico.azconfig.test"


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"EXPERIMENTS_FILE": "/nowhere.json"}, "EXPERIMENTS_FILE names no file"),
        ({"APP_CONFIGURATION_ENDPOINT": "portico"}, "APP_CONFIGURATION_ENDPOINT is not an absolute"),
        ({"EXPERIMENT_OVERRIDES": "yes"}, "EXPERIMENT_OVERRIDES is neither true nor false: 'yes'"),
        (
            {"EXPERIMENTS_FILE": __file__, "APP_CONFIGURATION_ENDPOINT": "https://portico.azconfig.test"},
            "EXPERIMENTS_FILE and APP_CONFIGURATION_ENDPOINT exclude each other",
        ),
    ],
)
def test_wrong_settings_of_experiments_are_named(
    environment: dict[str, str], identity: object, wrong: dict[str, str], fault: str
) -> None:
    with pytest.raises(SettingsError, match=fault):
        read_settings(environment | wrong)


def test_a_key_ring_is_read_and_a_wrong_one_named(environment: dict[str, str], identity: object) -> None:
    assert read_settings(environment).cursor_keys == {}
    ring = read_settings(environment | {"CURSOR_KEYS": f"key-1:{43 * 'A'}"}).cursor_keys
    assert ring == {"key-1": bytes(32)}
    with pytest.raises(SettingsError, match="CURSOR_KEYS: key 1: it must begin with an id"):
        read_settings(environment | {"CURSOR_KEYS": "secret"})


def test_telemetry_goes_nowhere_unless_it_is_told_where(
    environment: dict[str, str], identity: object
) -> None:
    assert read_settings(environment).telemetry == TelemetrySettings("", "", 1.0)
    azure = read_settings(environment | {"APPLICATIONINSIGHTS_CONNECTION_STRING": CONNECTION_STRING})
    assert azure.telemetry.connection_string == CONNECTION_STRING
    assert CONNECTION_STRING not in repr(azure)
    here = read_settings(
        environment | {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:8111/", "TRACE_RATIO": "0.25"}
    )
    assert (here.telemetry.otlp_endpoint, here.telemetry.trace_ratio) == ("http://127.0.0.1:8111", 0.25)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "monitor"}, "OTEL_EXPORTER_OTLP_ENDPOINT is not an absolute"),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a.test", "APPLICATIONINSIGHTS_CONNECTION_STRING": "b"},
            "OTEL_EXPORTER_OTLP_ENDPOINT and APPLICATIONINSIGHTS_CONNECTION_STRING exclude each other",
        ),
        ({"TRACE_RATIO": "25"}, "TRACE_RATIO is not a decimal number from 0 to 1: '25'"),
        ({"TRACE_RATIO": "1.5"}, "TRACE_RATIO is not a decimal number from 0 to 1: '1.5'"),
        ({"TRACE_RATIO": "nan"}, "TRACE_RATIO is not a decimal number from 0 to 1: 'nan'"),
    ],
)
def test_wrong_settings_of_telemetry_are_named(
    environment: dict[str, str], identity: object, wrong: dict[str, str], fault: str
) -> None:
    with pytest.raises(SettingsError, match=fault):
        read_settings(environment | wrong)
