"""What a function app is told: its application settings, read once at start.

In Azure they are the app settings that `infra/main.bicep` sets; on one machine the local stack or
`local.settings.json` gives them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.settings_reader import SettingsReader

UPSTREAMS = ("orders", "products", "users")  # the services that a BFF calls: ORDERS_URL, ORDERS_SCOPE, …
CONCURRENCY_LIMIT = 256


class SettingsError(Exception):
    """The application settings are incomplete or wrong; `read_settings` names every mistake at once."""


@dataclass(frozen=True)
class ChannelSettings:
    """One channel's identity: its own client id (the audience of its tokens) and the clients it serves."""

    audience: str
    clients: frozenset[str]
    assertion_key: Path | None


@dataclass(frozen=True)
class UpstreamSettings:
    """Where an upstream is, and the scope its tokens are asked for."""

    url: str
    scope: str


@dataclass(frozen=True)
class SessionSettings:
    """How web sessions are begun (the browser's client, the scope asked for) and kept (store, key ring)."""

    client_id: str
    assertion_key: Path | None
    scope: str
    store: str
    keys: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class ExportSettings:
    """The blob container of exports; with an account key where no managed identity can be had."""

    url: str
    account_key: str = field(repr=False)


@dataclass(frozen=True)
class ExperimentSettings:
    """The experiments' feature flags are in a file, in an App Configuration store (its URL), or nowhere.

    With `overrides` a request may choose its variants: for developers only.
    """

    file: Path | None
    store: str
    overrides: bool


@dataclass(frozen=True)
class TelemetrySettings:
    """Telemetry goes to an OTLP endpoint, to Azure Monitor (a connection string), or nowhere.

    `trace_ratio` is the share of traces that are kept; those with an error always are.
    """

    otlp_endpoint: str
    connection_string: str = field(repr=False)
    trace_ratio: float


@dataclass(frozen=True)
class Settings:
    """All application settings of one function app."""

    channels: Mapping[str, ChannelSettings]
    public_url: str
    tenant_id: str
    authority: str
    upstreams: Mapping[str, UpstreamSettings]
    session: SessionSettings | None
    exports: ExportSettings | None
    experiments: ExperimentSettings
    cursor_keys: Mapping[str, bytes] = field(repr=False)
    concurrency_limit: int
    ca_bundle: Path | None
    telemetry: TelemetrySettings


def read_settings(variables: Mapping[str, str] = os.environ) -> Settings:
    """The settings in these variables; raises SettingsError."""
    reader = SettingsReader(variables)
    settings = Settings(
        channels={name: _channel(reader, name.upper()) for name in reader.words("BFF_CHANNELS")},
        public_url=reader.url("PUBLIC_URL"),
        tenant_id=reader.text("TENANT_ID"),
        authority=reader.url("AUTHORITY"),
        upstreams={name: _upstream(reader, name.upper()) for name in UPSTREAMS},
        session=_session(reader) if reader.given("SESSION_STORE") else None,
        exports=_exports(reader) if reader.given("EXPORTS_URL") else None,
        experiments=_experiments(reader),
        cursor_keys=reader.keys("CURSOR_KEYS") if reader.given("CURSOR_KEYS") else {},
        concurrency_limit=reader.number("CONCURRENCY_LIMIT", CONCURRENCY_LIMIT),
        ca_bundle=reader.certificates("REQUESTS_CA_BUNDLE"),
        telemetry=_telemetry(reader),
    )
    if reader.problems:
        raise SettingsError("application settings: " + "; ".join(reader.problems))
    return settings


def _channel(reader: SettingsReader, prefix: str) -> ChannelSettings:
    return ChannelSettings(
        audience=reader.text(f"{prefix}_AUDIENCE"),
        clients=frozenset(reader.words(f"{prefix}_CLIENTS")),
        assertion_key=reader.private_key(f"{prefix}_ASSERTION_KEY"),
    )


def _upstream(reader: SettingsReader, prefix: str) -> UpstreamSettings:
    return UpstreamSettings(url=reader.url(f"{prefix}_URL"), scope=reader.text(f"{prefix}_SCOPE"))


def _session(reader: SettingsReader) -> SessionSettings:
    return SessionSettings(
        client_id=reader.text("SESSION_CLIENT_ID"),
        assertion_key=reader.private_key("SESSION_ASSERTION_KEY"),
        scope=reader.text("SESSION_SCOPE"),
        store=reader.text("SESSION_STORE"),
        keys=reader.keys("SESSION_KEYS"),
    )


def _exports(reader: SettingsReader) -> ExportSettings:
    return ExportSettings(reader.url("EXPORTS_URL"), reader.optional("EXPORTS_ACCOUNT_KEY"))


def _experiments(reader: SettingsReader) -> ExperimentSettings:
    file, store, overrides = "EXPERIMENTS_FILE", "APP_CONFIGURATION_ENDPOINT", "EXPERIMENT_OVERRIDES"
    if reader.given(file) and reader.given(store):
        reader.refuse(f"{file} and {store} exclude each other")
    return ExperimentSettings(
        file=reader.file(file) if reader.given(file) else None,
        store=reader.url(store) if reader.given(store) else "",
        overrides=reader.switch(overrides) if reader.given(overrides) else False,
    )


def _telemetry(reader: SettingsReader) -> TelemetrySettings:
    endpoint, azure = "OTEL_EXPORTER_OTLP_ENDPOINT", "APPLICATIONINSIGHTS_CONNECTION_STRING"
    if reader.given(endpoint) and reader.given(azure):
        reader.refuse(f"{endpoint} and {azure} exclude each other")
    return TelemetrySettings(
        otlp_endpoint=reader.url(endpoint) if reader.given(endpoint) else "",
        connection_string=reader.connection_string(azure),
        trace_ratio=reader.share("TRACE_RATIO"),
    )
