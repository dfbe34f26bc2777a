"""How long the parts of an answer took, for its `Server-Timing` header (W3C)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_parts: ContextVar[dict[str, float] | None] = ContextVar("parts", default=None)


@contextmanager
def collected() -> Iterator[dict[str, float]]:
    """The longest time in milliseconds that each part took, while this lasts."""
    parts: dict[str, float] = {}
    token = _parts.set(parts)
    try:
        yield parts
    finally:
        _parts.reset(token)


def took(part: str, seconds: float) -> None:
    parts = _parts.get()
    if parts is not None:
        parts[part] = max(parts.get(part, 0.0), seconds * 1000)


def header(parts: dict[str, float]) -> str:
    return ", ".join(f"{part};dur={milliseconds:.1f}" for part, milliseconds in parts.items())
