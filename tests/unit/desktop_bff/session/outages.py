"""The ways in which an identity provider, or a store, is not there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

OUTAGES: dict[str, httpx.Response | Exception] = {
    "503": httpx.Response(503, json={"error": "temporarily_unavailable"}),
    "503 that says invalid_grant": httpx.Response(503, json={"error": "invalid_grant"}),
    "429": httpx.Response(429, json={"error": "temporarily_unavailable"}),
    "a page instead of JSON": httpx.Response(200, text="<h1>We will be back</h1>"),
    "an empty answer": httpx.Response(200),
    "JSON that is no object": httpx.Response(200, json=["access_token"]),
    "refused": httpx.ConnectError("refused"),
    "no answer in time": httpx.ReadTimeout("no answer in time"),
    "an answer broken off": httpx.ReadError("the answer broke off"),
}
EVERY_OUTAGE = pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES.keys())


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Somebody else has the store to himself: it can be read, and nothing can be kept."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
