"""Drives Microsoft's production runtime for Python functions (azure-functions-runtime) without its host."""

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx

PACKAGE = "azure_functions_runtime"


class RuntimeRefused(Exception):
    """The runtime would load no function of the app; the message is the runtime's."""


@dataclass(frozen=True)
class Response:
    """An answer without what the .NET host adds: Content-Length or Transfer-Encoding, Date, Server."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""


class ProductionRuntime:
    """One app in the runtime; its state is global, so functions of two apps need different names."""

    def __init__(self, root: Path, script: str = "function_app.py") -> None:
        self._root = root
        self._script = script
        self._functions: dict[str, Any] = {}

    async def start(self) -> None:
        """Index and load the app as the worker does when the host starts it."""
        events = importlib.import_module(f"{PACKAGE}.handle_event")
        init = SimpleNamespace(capabilities={}, function_app_directory=str(self._root))
        properties = {"host": "127.0.0.1", "protos": PROTOS}
        request = SimpleNamespace(request=SimpleNamespace(worker_init_request=init), properties=properties)
        with _importable(self._root, self._script):
            started = await events.worker_init_request(request)
        if started.result.status != PROTOS.StatusResult.Success:
            raise RuntimeRefused(started.result.exception.message)
        metadata = await events.functions_metadata_request(request)
        self._functions = {function.name: function for function in metadata.function_metadata_results}

    async def invoke(
        self, function: str, request: httpx.Request, route_params: Mapping[str, str] | None = None
    ) -> Response:
        """Invoke `function` with what the host makes of `request`, and answer what it makes of the result."""
        native = importlib.import_module(f"{PACKAGE}.native_invocation")
        datumdef = importlib.import_module(f"{PACKAGE}.bindings.datumdef")
        metadata = self._functions[function]
        [trigger] = [name for name, binding in metadata.bindings.items() if binding.type == "httpTrigger"]
        ok, datum, *_ = await native.invocation_request_native(
            "00000000-0000-0000-0000-000000000000",
            metadata.function_id,
            [(trigger, _rpc_http(datumdef.Datum, request, route_params or {}))],
            {},
            request.headers.get("traceparent", ""),
            request.headers.get("tracestate", ""),
        )
        try:
            response = _response(datumdef.datum_as_proto(datum, PROTOS)) if ok else Response(500)
        except (TypeError, ValueError):
            # The worker converts the result within the invocation, which therefore fails.
            return Response(500)
        return replace(response, body=b"") if request.method == "HEAD" else response


def _message(name: str, **constants: object) -> type[SimpleNamespace]:
    return type(name, (SimpleNamespace,), constants)


_MESSAGES = (
    "FunctionMetadataResponse NullableBool NullableDouble NullableString NullableTimestamp RpcException "
    "RpcFunctionMetadata RpcHttp Timestamp TypedData WorkerInitResponse WorkerMetadata"
)
_SAME_SITE = SimpleNamespace(Lax="lax", Strict="strict", ExplicitNone="none")
setattr(_SAME_SITE, "None", "")

PROTOS = SimpleNamespace(
    **{name: _message(name) for name in _MESSAGES.split()},
    BindingInfo=_message("BindingInfo", undefined=0, out=1, inout=2),
    RpcHttpCookie=_message("RpcHttpCookie", SameSite=_SAME_SITE),
    StatusResult=_message("StatusResult", Success="success", Failure="failure"),
)
"""Plain classes for the gRPC messages the runtime builds, named and numbered as in FunctionRpc.proto."""


@contextmanager
def _importable(root: Path, script: str) -> Iterator[None]:
    """The runtime imports the script by its name: give it a fresh import, and forget it again."""
    module = Path(script).stem
    earlier = sys.modules.pop(module, None)
    importlib.invalidate_caches()
    sys.path.insert(0, str(root))
    os.environ["PYTHON_SCRIPT_FILE_NAME"] = script
    try:
        yield
    finally:
        del os.environ["PYTHON_SCRIPT_FILE_NAME"]
        sys.path.remove(str(root))
        sys.modules.pop(module, None)
        if earlier is not None:
            sys.modules[module] = earlier


def _rpc_http(datum: Any, request: httpx.Request, route_params: Mapping[str, str]) -> Any:
    """The request as the host sends it: GrpcMessageConversionExtensions.ToRpcHttp."""
    has_length = int(request.headers.get("content-length", "0")) > 0
    value = {
        "method": datum(request.method, "string"),
        "url": datum(str(request.url), "string"),
        "headers": _strings(
            datum, _joined([(name.lower(), value) for name, value in request.headers.multi_items()])
        ),
        "query": _strings(datum, _joined(parse_qsl(request.url.query.decode(), keep_blank_values=True))),
        "params": _strings(datum, route_params),
        "body": datum(request.read() if has_length else b"", "bytes"),
    }
    return datum(value, "http")


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    in_order = sorted(pairs, key=lambda pair: pair[0])
    groups = {
        name: ",".join(value for _, value in group) for name, group in groupby(in_order, lambda pair: pair[0])
    }
    return {name: value for name, value in groups.items() if value}


def _strings(datum: Any, values: Mapping[str, str]) -> dict[str, Any]:
    return {name: datum(value, "string") for name, value in values.items()}


def _response(result: Any) -> Response:
    """The answer ASP.NET Core gives for a result: RawScriptResult, ResponseCookies."""
    if not hasattr(result, "http"):
        return Response(200, {"content-type": "text/plain; charset=utf-8"}, [], result.string.encode())
    headers: dict[str, str] = {}
    for name, value in result.http.headers.items():
        headers.setdefault(name.lower(), value)
    cookies = [_set_cookie(cookie) for cookie in result.http.cookies or []]
    return Response(int(result.http.status_code), headers, cookies, result.http.body.bytes)


def _set_cookie(cookie: Any) -> str:
    # The runtime reads the naive date in local time; reading it back in local time restores it.
    date = cookie.expires and datetime.fromtimestamp(cookie.expires.value.seconds)  # noqa: DTZ006
    fields = {
        cookie.name: quote(cookie.value, safe=""),
        "expires": date and format_datetime(date).replace("-0000", "GMT"),
        "max-age": cookie.max_age and int(cookie.max_age.value),
        "domain": cookie.domain.value,
        "path": cookie.path.value,
        "secure": cookie.secure.value,
        "samesite": cookie.same_site or None,
        "httponly": cookie.http_only.value,
    }
    present = {name: value for name, value in fields.items() if value is not None and value is not False}
    return "; ".join(name if value is True else f"{name}={value}" for name, value in present.items())
