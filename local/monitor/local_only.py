"""Keeps other websites out: whatever page a browser shows, it can reach a port of this machine."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class LocalOnly:
    """Answers requests by a name of this machine (another name is DNS rebinding), changes only from its own
    page or from no page at all; tells browsers what its pages may do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        headers = Headers(scope=scope)
        foreign = not _is_local(headers.get("host", ""))
        if foreign or (scope["method"] not in SAFE_METHODS and _is_cross_site(headers)):
            refusal = JSONResponse({"message": "this is for pages of this machine only"}, 403)
            await refusal(scope, receive, protected)
        else:
            await self._app(scope, receive, protected)


def _is_local(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    return name in {"127.0.0.1", "[::1]", "localhost"} or name.endswith(".localhost")


def _is_cross_site(headers: Headers) -> bool:
    return headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
