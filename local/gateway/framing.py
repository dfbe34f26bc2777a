"""Which requests are refused for their shape alone, before any policy sees them (RFC 9112)."""

from collections.abc import Sequence

MAX_URL_BYTES = 16 * 1024
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADER_LINES = 200

Fields = Sequence[tuple[bytes, bytes]]


def objection(version: str, fields: Fields, *, upgrade: bool) -> int | None:
    """The status to refuse this header with; names are in lower case.

    `upgrade` tells that the parser takes what follows for another protocol: it would lose a body.
    """
    size = sum([len(name) + len(value) for name, value in fields])
    if size > MAX_HEADER_BYTES or len(fields) > MAX_HEADER_LINES:
        return 431
    names = [name for name, _ in fields]
    hosts = names.count(b"host")
    if version not in {"1.0", "1.1"} or hosts > 1 or (version == "1.1" and not hosts):
        return 400
    if b"transfer-encoding" in names and (
        version == "1.0" or _values(fields, b"transfer-encoding") != [b"chunked"]
    ):
        return 400
    if upgrade and body_bytes(fields) != 0:
        return 400
    if b"expect" in names and _values(fields, b"expect") != [b"100-continue"]:
        return 417
    return None


def body_bytes(fields: Fields) -> int | None:
    """How many bytes of a body follow the header; None where only the body itself will tell."""
    values = dict(fields)
    return None if b"transfer-encoding" in values else int(values.get(b"content-length", 0))


def _values(fields: Fields, name: bytes) -> list[bytes]:
    return [value.lower() for other, value in fields if other == name]
