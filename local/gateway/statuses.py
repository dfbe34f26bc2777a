"""Reason phrases of HTTP status codes."""

from http import HTTPStatus

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


def reason_phrase(status: int) -> str:
    """The registered phrase; empty for a code that has none."""
    return _PHRASES.get(status, "")
