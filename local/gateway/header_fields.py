"""Header fields between two connections."""

from collections.abc import Iterable

HOP_BY_HOP = frozenset({
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
    "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip


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


def encode(text: str) -> bytes:
    """A name or value on the wire; a line break that a policy put in would start a field of its own."""
    return text.replace("\r", "").replace("\n", " ").encode("latin-1", "replace")
