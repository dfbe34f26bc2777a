"""A call to an upstream: what is asked, what is answered, and the transports between.

They stand for httpx's Request and Response, which cost more to make than to send (docs/adr/0003). Failures
are httpx's: TransportError and DecodingError.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

DEFAULT_SECONDS = 30.0


class Request(Struct):
    """`url` is absolute and escaped; header names are in lower case; `seconds` is the time for all of it.

    `notes` are what the transports say of the call, for its span.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    seconds: float = DEFAULT_SECONDS
    notes: dict[str, str | int] = field(default_factory=dict)


class Response(Struct):
    """An answer read to its end; header names are in lower case, repeated ones joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Whatever takes a request further; resilience is a stack of these."""

    async def send(self, request: Request) -> Response: ...
