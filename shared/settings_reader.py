"""Variables read by their kinds, so that one start reports every mistake in them."""

import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from shared.key_ring import read_keys

_SHARE = re.compile(r"1|0(\.[0-9]{1,9})?", re.ASCII)
_URL = re.compile(r"https?://[^@/?# ]+(/[^?# ]*)?", re.IGNORECASE)
_INSTRUMENTATION_KEY = re.compile(r"(.*;)?InstrumentationKey=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(;.*)?")


class SettingsReader:
    """Remembers in `problems` what was wrong with the variables it read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.problems: list[str] = []

    def given(self, name: str) -> bool:
        return name in self._variables

    def text(self, name: str) -> str:
        value = self.optional(name)
        if not value:
            self.refuse(f"{name} is missing")
        return value

    def optional(self, name: str) -> str:
        return self._variables.get(name, "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        """Comma-separated words; at least one."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def url(self, name: str) -> str:
        """An absolute http(s) URL, without its trailing slash."""
        value = self.text(name)
        if value and not _is_plain_url(value):
            shown = value.rpartition("@")[2]  # before it may stand a password
            self.refuse(f"{name} is not an absolute http(s) URL in ASCII without user or query: {shown!a}")
        return value.rstrip("/")

    def number(self, name: str, default: int) -> int:
        """A whole number above zero, or the default when it is not set."""
        value = self.optional(name) or str(default)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            self.refuse(f"{name} is not a whole number above zero: {value!r}")
            return default
        return int(value)

    def share(self, name: str) -> float:
        """A decimal number from 0 to 1; 1 when it is not set."""
        value = self.optional(name) or "1"
        if not _SHARE.fullmatch(value):
            self.refuse(f"{name} is not a decimal number from 0 to 1: {value!r}")
            return 1.0
        return float(value)

    def keys(self, name: str) -> Mapping[str, bytes]:
        """A key ring, newest key first."""
        text = self.text(name)
        try:
            return read_keys(text) if text else {}
        except ValueError as error:
            self.refuse(f"{name}: {error}")
            return {}

    def file(self, name: str) -> Path | None:
        """A file that must exist when it is named."""
        value = self.optional(name)
        path = Path(value) if value else None
        if path and not path.is_file():
            self.refuse(f"{name} names no file: {path}")
            return None
        return path

    def certificates(self, name: str) -> Path | None:
        """A PEM file of the certificate authorities that are believed."""
        path = self.file(name)
        if path and not _holds_certificates(path):
            self.refuse(f"{name} names a file without certificates in PEM: {path}")
        return path

    def private_key(self, name: str) -> Path | None:
        """A PEM file of an RSA key, with its certificate or without."""
        path = self.file(name)
        if path and not _holds_rsa_key(path):
            self.refuse(f"{name} names a file without a usable RSA key in PEM: {path}")
        return path

    def connection_string(self, name: str) -> str:
        """Azure Monitor's, "" when it is not set; what is wrong with it is not told, for it is a secret."""
        value = self.optional(name)
        if value and not _INSTRUMENTATION_KEY.fullmatch(value):
            self.refuse(f"{name} has no InstrumentationKey that is a GUID")
        return value

    def switch(self, name: str) -> bool:
        """`true` or `false`."""
        value = self.text(name)
        if value not in {"", "true", "false"}:
            self.refuse(f"{name} is neither true nor false: {value!r}")
        return value == "true"

    def refuse(self, problem: str) -> None:
        self.problems.append(problem)


def _is_plain_url(value: str) -> bool:
    """Whether a request can be sent there: urlsplit lets much through, and drops what it does not like."""
    try:
        parts = urlsplit(value)
        addressed = parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(addressed and value.isascii() and value.isprintable() and _URL.fullmatch(value))


def _holds_certificates(file: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError:
        return False
    return True


def _holds_rsa_key(file: Path) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - only where no Azure is

    from shared.client_assertion import read_key  # noqa: PLC0415

    try:
        read_key(file, checked=False)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True
