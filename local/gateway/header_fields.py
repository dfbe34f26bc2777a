"""Header fields between two connections."""

import re
from collections.abc import Iterable

HOP_BY_HOP = frozenset({
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = bytes([*range(0x09), *range(0x0A, 0x20), 0x7F])


def end_to_end(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields as received, without those of the connection, fixed or nominated (RFC 9110, section 7.6.1)."""
    fields = list(fields)
    dropped = HOP_BY_HOP.union(
        name.strip().lower()
        for field, value in fields
        if field.lower() == "connection"
        for name in value.split(",")
    )
    return [field for field in fields if field[0].lower() not in dropped]


def is_token(name: str) -> bool:
    """Whether a field may have this name (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(name) is not None


def encode(text: str) -> bytes:
    """A name or value on the wire, on one line and without control characters.

    They are dropped, not refused: what a policy copies from a request into a header is the client's choice,
    which must neither start a field of its own nor fail the request.
    """
    return text.replace("\n", " ").encode("latin-1", "replace").translate(None, _CONTROL)
