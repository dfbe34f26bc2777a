"""What every test has: the settings `function_app` reads when it is imported, and the spans it leaves."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.settings import UPSTREAMS, Settings, read_settings
from tests.points import Point, points_of
from tests.provider import AUTHORITY, Identity

_SETTINGS = {
    "BFF_CHANNELS": "mobile,desktop",
    "PUBLIC_URL": "https://gateway.test",
    "TENANT_ID": "tenant",
    "AUTHORITY": AUTHORITY,
    "MOBILE_AUDIENCE": "mobile-api",
    "MOBILE_CLIENTS": "phone",
    "DESKTOP_AUDIENCE": "desktop-api",
    "DESKTOP_CLIENTS": "web",
    "SESSION_CLIENT_ID": "web",
    "SESSION_SCOPE": "api://desktop-api/.default",
    "SESSION_STORE": "sqlite:///never-opened.db",
    "EXPORTS_URL": "http://storage.test/portico/exports",
    "SESSION_KEYS": f"key-1:{43 * 'A'}",
} | {
    f"{service.upper()}_{field}": f"https://{service}.test"
    for service in UPSTREAMS
    for field in ("URL", "SCOPE")
}

os.environ.update(_SETTINGS)

_exporter = InMemorySpanExporter()
_provider = TracerProvider()
_provider.add_span_processor(SimpleSpanProcessor(_exporter))
trace.set_tracer_provider(_provider)
_reader = InMemoryMetricReader(dict.fromkeys((Counter, Histogram), AggregationTemporality.DELTA))
metrics.set_meter_provider(MeterProvider([_reader]))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--policy-coverage", type=float, help="percent of the gateway's policies that must run")


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What was recorded during this test."""
    _exporter.clear()
    yield _exporter
    _exporter.clear()


@pytest.fixture
def points() -> Callable[[], list[Point]]:
    """What was counted and measured since this was last asked."""
    _reader.get_metrics_data()
    return lambda: points_of(_reader.get_metrics_data())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The application settings of a function app that serves two channels."""
    key = str(tmp_path / "client.pem")
    keys = {f"{name}_ASSERTION_KEY": key for name in ("MOBILE", "DESKTOP", "SESSION")}
    return _SETTINGS | keys | {"SESSION_STORE": f"sqlite:///{tmp_path / 'sessions.db'}"}


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def identity(rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> Identity:
    return Identity(rsa_key, tmp_path / "client.pem")


@pytest.fixture
def settings(environment: dict[str, str], identity: Identity) -> Settings:
    return read_settings(environment)
