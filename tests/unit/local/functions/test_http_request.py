import pytest
from starlette.types import Message

from local.functions.http_request import (
    BodyTooLarge,
    ClientDisconnected,
    IncomingRequest,
    decoded_headers,
    decoded_path,
    incoming,
    parsed_query,
)


class Wire:
    """The messages a client sends, one at a time."""

    def __init__(self, *chunks: bytes, complete: bool = True) -> None:
        messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
        if complete:
            messages[-1]["more_body"] = False
        self.left: list[Message] = [*messages, {"type": "http.disconnect"}]

    async def receive(self) -> Message:
        return self.left.pop(0)


def _request(headers: list[tuple[bytes, bytes]], wire: Wire, query: bytes = b"") -> IncomingRequest:
    scope = {
        "method": "GET",
        "scheme": "http",
        "raw_path": b"/a%20b",
        "query_string": query,
        "headers": headers,
    }
    return incoming(scope, wire.receive)


def _with_length(length: bytes, wire: Wire) -> IncomingRequest:
    return _request([(b"content-length", length)], wire)


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [("/a/b", "/a/b"), ("/%C3%A9%20+", "/é +"), ("/a%2Fb%2fc", "/a%2Fb%2fc"), ("/%252F", "/%2F")],
)
def test_path_is_decoded_except_for_slashes(raw: str, decoded: str) -> None:
    assert decoded_path(raw) == decoded


def test_repeated_headers_are_joined() -> None:
    assert decoded_headers([(b"a", b"1"), (b"b", "é".encode()), (b"a", b"2")]) == {"a": "1,2", "b": "é"}


def test_header_that_is_not_utf8_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded_headers([(b"a", b"\xff")])


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("a=1&b=%C3%A9+%2B", {"a": "1", "b": "é +"}),
        ("a=1&a=2", {"a": "1,2"}),
        ("A=1&a=2", {"A": "1,2"}),
        ("a=&b&c=3", {"c": "3"}),
        ("a=&a=", {"a": ","}),
    ],
)
def test_query_is_parsed_as_the_host_does(query: str, params: dict[str, str]) -> None:
    assert parsed_query(query) == params


@pytest.mark.parametrize("raw", [b"", b"a=1", b"a=&b=%20&c"])
def test_url_keeps_what_the_parameters_lose(raw: bytes) -> None:
    request = _request([(b"host", b"127.0.0.1:8091")], Wire(b""), raw)
    assert request.url == f"http://127.0.0.1:8091/a%20b?{raw.decode()}".rstrip("?")


@pytest.mark.parametrize(
    ("headers", "query", "key"),
    [
        ([(b"x-functions-key", b"header")], b"code=query", "header"),
        ([(b"x-functions-key", b"")], b"code=query", ""),
        ([], b"code=query", "query"),
        ([], b"", ""),
    ],
)
def test_key_in_the_header_hides_the_one_in_the_query(
    headers: list[tuple[bytes, bytes]], query: bytes, key: str
) -> None:
    assert _request(headers, Wire(b""), query).key == key


async def test_body_is_read_to_its_end() -> None:
    assert await _with_length(b"3", Wire(b"a", b"", b"bc")).body(3) == b"abc"


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"0")], [(b"transfer-encoding", b"chunked")]])
async def test_body_without_a_length_is_not_read(headers: list[tuple[bytes, bytes]]) -> None:
    wire = Wire(b"abc")
    assert await _request(headers, wire).body(10) == b""
    assert len(wire.left) == 2


async def test_body_declared_too_large_is_not_read() -> None:
    wire = Wire(b"abc")
    with pytest.raises(BodyTooLarge):
        await _with_length(b"4", wire).body(3)
    assert len(wire.left) == 2


async def test_body_that_grows_too_large_is_read_no_further() -> None:
    wire = Wire(b"abc", b"d", b"e")
    with pytest.raises(BodyTooLarge):
        await _with_length(b"3", wire).body(3)
    assert len(wire.left) == 2


async def test_client_that_goes_away_ends_the_reading() -> None:
    with pytest.raises(ClientDisconnected):
        await _with_length(b"3", Wire(b"a", complete=False)).body(3)
