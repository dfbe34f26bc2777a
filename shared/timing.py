"""How long the parts of an answer took, for its `Server-Timing` header (W3C)."""

from contextvars import ContextVar

from shared.bound import Bound

_parts: ContextVar[dict[str, float] | None] = ContextVar("parts", default=None)


def collected() -> Bound[dict[str, float]]:
    """The longest time in milliseconds that each part took, while this lasts."""
    return Bound(_parts, {})


def took(part: str, seconds: float) -> None:
    parts = _parts.get()
    if parts is not None:
        parts[part] = max(parts.get(part, 0.0), seconds * 1000)


def header(parts: dict[str, float]) -> str:
    return ", ".join(f"{part};dur={milliseconds:.1f}" for part, milliseconds in parts.items())
