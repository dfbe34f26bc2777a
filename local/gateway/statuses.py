"""HTTP status codes and their reason phrases."""

from http import HTTPStatus

STATUSES = range(100, 600)
"""The five classes of RFC 9110, section 15; uvicorn can write no other."""
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


def reason_phrase(status: int) -> str:
    """The registered phrase; empty for a code that has none."""
    return _PHRASES.get(status, "")
