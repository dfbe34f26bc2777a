"""A call to an upstream: what is asked, what is answered, and the transports between.

They stand for httpx's Request and Response, which cost more to make than to send (docs/adr/0003). Failures
are httpx's: TransportError and DecodingError.
"""

import time
from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

DEFAULT_SECONDS = 30.0


class Request(Struct):
    """`url` is absolute and escaped; header names are in lower case; the answer is wanted by `until`
    (`time.monotonic`), however long the transports wait before they send it.

    `notes` are what the transports say of the call, for its span.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""
    until: float = field(default_factory=lambda: time.monotonic() + DEFAULT_SECONDS)
    notes: dict[str, str | int] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """What is left of its time, never negative."""
        return max(0.0, self.until - time.monotonic())


class Response(Struct):
    """An answer read to its end; header names are in lower case, repeated ones joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Whatever takes a request further; resilience is a stack of these."""

    async def send(self, request: Request) -> Response: ...
