"""A client's request."""

import pytest

from local.gateway.incoming import Incoming


def read(host: bytes, **scope: object) -> Incoming:
    return Incoming.read({"method": "GET", "path": "/a", "headers": [(b"host", host)], **scope})


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"gateway.test", ("gateway.test", 80)),
        (b"gateway.test:8080", ("gateway.test", 8080)),
        (b"[::1]:8080", ("[::1]", 8080)),
        (b"", ("localhost", 80)),
        (b"gateway.test:\xb2", ("gateway.test:\xb2", 80)),
        (b"gateway.test:" + b"9" * 10, ("gateway.test:9999999999", 80)),
    ],
)
def test_host_header_is_the_address(host: bytes, expected: tuple[str, int]) -> None:
    url = read(host).url
    assert (url.host, url.port) == expected


def test_path_and_query_are_raw() -> None:
    incoming = read(b"h", path="/a b", raw_path=b"/a%20b", query_string=b"q=%41&b", client=("10.0.0.1", 5))
    assert (incoming.raw_path, incoming.url.path, incoming.url.query_string) == (
        "/a%20b",
        "/a%20b",
        "?q=%41&b",
    )
    assert incoming.ip_address == "10.0.0.1"
