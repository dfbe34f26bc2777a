"""A client's request as ASGI hands it over, and the execution that begins with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from opentelemetry.context import Context as TraceContext
from opentelemetry.trace import Span

from local.gateway.apis import Endpoint
from local.gateway.context import DEFAULT_PORTS, Context, Headers, Request, Url
from local.gateway.execution import Execution
from local.gateway.header_fields import end_to_end
from local.gateway.routing import Match
from local.gateway.services import Services
from local.gateway.telemetry import request_id

_PORT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True)
class Incoming:
    """Method, raw path, end-to-end headers, and the address that the client used."""

    method: str
    raw_path: str
    headers: Headers
    url: Url
    ip_address: str

    @classmethod
    def read(cls, scope: Mapping[str, Any]) -> "Incoming":
        # RFC 9110 §5.5: white space around a field's value is no part of it.
        fields = [
            (name.decode("latin-1"), value.decode("latin-1").strip(" \t")) for name, value in scope["headers"]
        ]
        headers = Headers(end_to_end(fields))
        raw_path = (scope.get("raw_path") or scope["path"].encode()).split(b"?", 1)[0].decode("latin-1")
        client = scope.get("client") or ("127.0.0.1", 0)
        return cls(scope["method"], raw_path, headers, _url(scope, headers, raw_path), client[0])


def _url(scope: Mapping[str, Any], headers: Headers, raw_path: str) -> Url:
    """The address as the client wrote it, of which the Host header is a part."""
    scheme = scope.get("scheme", "http")
    host, colon, port = (headers.get("Host") or "localhost").rpartition(":")
    if not colon or not _PORT.fullmatch(port):
        host, port = headers.get("Host") or "localhost", str(DEFAULT_PORTS.get(scheme, 80))
    query = scope.get("query_string", b"").decode("latin-1")
    return Url(scheme, host, int(port), raw_path, f"?{query}" if query else "")


def begin(
    incoming: Incoming,
    endpoint: Endpoint,
    match: Match[Endpoint] | None,
    services: Services,
    trace: tuple[Span, TraceContext],
) -> Execution:
    """The state with which the first policy runs."""
    span, parent = trace
    context = Context(
        request=_request(incoming, match),
        api=endpoint.api,
        operation=endpoint.operation,
        request_id=request_id(span, parent),
        timestamp=datetime.fromtimestamp(services.clock(), UTC),
        clock=services.clock,
    )
    return Execution(
        context,
        services,
        relative_path=context.request.url.path,
        examples=endpoint.description.responses if endpoint.description else (),
        client_host=incoming.headers.get("Host"),
        continuations=endpoint.program.continuations,
        span=span,
    )


def _request(incoming: Incoming, match: Match[Endpoint] | None) -> Request:
    """The request as policies first see it: its URL is the path below the API, on no backend yet."""
    original = incoming.url
    path = match.relative_path if match else incoming.raw_path
    return Request(
        method=incoming.method,
        url=replace(original, path=path),
        headers=incoming.headers,
        original_url=original,
        ip_address=incoming.ip_address,
        matched_parameters=match.parameters if match else {},
    )
