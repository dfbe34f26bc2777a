"""Times as the browser is told them."""

from datetime import UTC, datetime


def rfc3339(seconds: float) -> str:
    """Epoch seconds in UTC, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
