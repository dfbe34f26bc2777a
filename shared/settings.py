"""What a function app is told: its application settings, read once at start.

In Azure they are the app settings that `infra/main.bicep` sets; on one machine the local stack or
`local.settings.json` gives them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONCURRENCY_LIMIT = 256


class SettingsError(Exception):
    """The application settings are incomplete or wrong; the message names every one of them."""


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
class Settings:
    """All application settings of one function app."""

    channels: Mapping[str, ChannelSettings]
    public_url: str
    tenant_id: str
    authority: str
    orders: UpstreamSettings
    products: UpstreamSettings
    users: UpstreamSettings
    concurrency_limit: int
    ca_bundle: Path | None
    spans_file: Path | None


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in an environment; raises SettingsError."""
    reader = _Reader(environment)
    settings = Settings(
        channels={name: _channel(reader, name.upper()) for name in reader.words("BFF_CHANNELS")},
        public_url=reader.url("PUBLIC_URL"),
        tenant_id=reader.text("TENANT_ID"),
        authority=reader.url("AUTHORITY"),
        orders=_upstream(reader, "ORDERS"),
        products=_upstream(reader, "PRODUCTS"),
        users=_upstream(reader, "USERS"),
        concurrency_limit=reader.number("CONCURRENCY_LIMIT", CONCURRENCY_LIMIT),
        ca_bundle=reader.file("REQUESTS_CA_BUNDLE"),
        spans_file=reader.path("SPANS_FILE"),
    )
    reader.raise_problems()
    return settings


def _channel(reader: "_Reader", prefix: str) -> ChannelSettings:
    return ChannelSettings(
        audience=reader.text(f"{prefix}_AUDIENCE"),
        clients=frozenset(reader.words(f"{prefix}_CLIENTS")),
        assertion_key=reader.file(f"{prefix}_ASSERTION_KEY"),
    )


def _upstream(reader: "_Reader", prefix: str) -> UpstreamSettings:
    return UpstreamSettings(url=reader.url(f"{prefix}_URL"), scope=reader.text(f"{prefix}_SCOPE"))


class _Reader:
    """Reads variables and remembers what was wrong with them, so that one start reports every mistake."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._problems: list[str] = []

    def text(self, name: str) -> str:
        value = self._environment.get(name, "").strip()
        if not value:
            self._problems.append(f"{name} is missing")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Comma-separated words; at least one."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def url(self, name: str) -> str:
        """An absolute http(s) URL, without its trailing slash."""
        value = self.text(name)
        parts = urlsplit(value)
        absolute = parts.scheme in {"http", "https"} and parts.hostname
        if value and (not absolute or parts.query or parts.fragment):
            self._problems.append(f"{name} is not an absolute http(s) URL without query: {value!r}")
        return value.rstrip("/")

    def number(self, name: str, default: int) -> int:
        """A whole number above zero, or the default when it is not set."""
        value = self._environment.get(name, "").strip() or str(default)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            self._problems.append(f"{name} is not a whole number above zero: {value!r}")
            return default
        return int(value)

    def path(self, name: str) -> Path | None:
        value = self._environment.get(name, "").strip()
        return Path(value) if value else None

    def file(self, name: str) -> Path | None:
        """A file that must exist when it is named."""
        path = self.path(name)
        if path and not path.is_file():
            self._problems.append(f"{name} names no file: {path}")
        return path

    def raise_problems(self) -> None:
        if self._problems:
            raise SettingsError("application settings: " + "; ".join(self._problems))
