"""From an ASGI request to the HttpRequest a handler gets, losing on the way what the Functions host loses."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from azure.functions.http import HttpRequest
from starlette.types import Receive, Scope


class BodyTooLarge(Exception):
    """The body is longer than the host accepts."""


class ClientDisconnected(Exception):
    """The client went away before its request was complete."""


class IncomingRequest(NamedTuple):
    """A request whose body is still to be read; `path` is decoded, header names are in lower case."""

    method: str
    url: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    receive: Receive

    @property
    def key(self) -> str:
        """The access key: the query counts only without the header."""
        return self.headers.get("x-functions-key", self.query.get("code", ""))

    async def body(self, limit: int) -> bytes:
        """The body, at most `limit` bytes; empty without a Content-Length, so a chunked body is lost."""
        declared = self.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) == 0:
            return b""
        if int(declared) > limit:
            raise BodyTooLarge
        body = bytearray()
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            body += message.get("body", b"")
            if len(body) > limit:
                raise BodyTooLarge
            more = message.get("more_body", False)
        return bytes(body)

    def decoded(self, route_params: dict[str, str], body: bytes) -> HttpRequest:
        """The request as the worker decodes it for the handler."""
        return HttpRequest(
            self.method,
            self.url,
            headers=self.headers,
            params=self.query,
            route_params=route_params,
            body_type="bytes",
            body=body,
        )


def incoming(scope: Scope, receive: Receive) -> IncomingRequest:
    """What `scope` tells of a request; UnicodeDecodeError for a header that is not UTF-8."""
    headers = decoded_headers(scope["headers"])
    raw_path: str = scope["raw_path"].decode("latin-1")
    raw_query: str = scope["query_string"].decode("latin-1")
    return IncomingRequest(
        method=scope["method"],
        url=f"{scope['scheme']}://{headers.get('host', '')}{raw_path}{raw_query and '?' + raw_query}",
        path=decoded_path(raw_path),
        headers=headers,
        query=parsed_query(raw_query) if raw_query else {},
        receive=receive,
    )


def decoded_path(raw: str) -> str:
    """Every escape decoded but that of the slash, which would change the segments."""
    if "%" not in raw:
        return raw
    return unquote(raw.replace("%2F", "%252F").replace("%2f", "%252f"))


def decoded_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name, repeated ones joined with a comma."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode()
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers


def parsed_query(query: str) -> dict[str, str]:
    """Names compared without case, repeated values joined with a comma, empty ones dropped."""
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        values.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return {name: joined for name, parts in values.items() if (joined := ",".join(parts))}
