"""Faults on command: PUT, GET and DELETE /_faults, and GET /_calls counts the requests received."""

import asyncio
import re
from contextlib import suppress
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.services.documents import answer
from local.services.parameters import Input, read_body


class Fault(Input):
    """What goes wrong with a share of the requests whose path and query match.

    slow     the normal answer, late
    fail     an error status
    hang     no answer
    reset    half an answer, then a broken connection
    rubbish  200 with text that is not JSON

    Every kind waits for `delayMs` first; `match` is a part of the path and query, or a regular expression.
    """

    kind: Literal["slow", "fail", "hang", "reset", "rubbish"]
    delay_ms: Annotated[int, Field(ge=0)] = 0
    status: Annotated[int, Field(ge=400, le=599)] = 500
    retry_after: Annotated[int, Field(ge=0)] | None = None
    share: Annotated[float, Field(ge=0, le=1)] = 1
    match: str = ""

    @model_validator(mode="after")
    def _only_what_the_kind_uses(self) -> Self:
        if self.kind == "slow" and not self.delay_ms:
            raise ValueError("slow needs delayMs")
        if self.kind != "fail" and {"status", "retry_after"} & self.model_fields_set:
            raise ValueError("status and retryAfter belong to fail")
        return self

    def concerns(self, target: str) -> bool:
        """Whether a path and query match."""
        if self.match in target:
            return True
        with suppress(re.error):  # then it was a part of the path, and that is not in there
            return re.search(self.match, target) is not None
        return False


class Faults:
    """The active fault, and how many requests came."""

    def __init__(self) -> None:
        self._active: Fault | None = None
        self._matched = 0
        self._calls = 0

    def activate(self, fault: Fault | None) -> None:
        """Replaces the active fault; the share counts from here."""
        self._active = fault
        self._matched = 0

    def on_request(self, target: str) -> Fault | None:
        """Counts the request and tells its fault; a share of 0.25 hits every fourth match."""
        self._calls += 1
        if self._active is None or not self._active.concerns(target):
            return None
        before, self._matched = self._matched, self._matched + 1
        hit = int(self._matched * self._active.share) > int(before * self._active.share)
        return self._active if hit else None

    def routes(self) -> list[Route]:
        return [
            Route("/_faults", self._put, methods=["PUT"]),
            Route("/_faults", self._get, methods=["GET"]),
            Route("/_faults", self._delete, methods=["DELETE"]),
            Route("/_calls", self._count, methods=["GET"]),
        ]

    async def _put(self, request: Request) -> Response:
        self.activate(await read_body(request, Fault))
        return await self._get(request)

    async def _get(self, _: Request) -> Response:
        fault = self._active
        return answer(fault.model_dump_json(by_alias=True, exclude_unset=True) if fault else "null")

    async def _delete(self, _: Request) -> Response:
        self.activate(None)
        return Response(status_code=204)

    async def _count(self, _: Request) -> Response:
        return JSONResponse({"count": self._calls})


class FaultMiddleware:
    """Answers as the active fault says, or lets the request through."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith("/_"):
            fault = self._faults.on_request(f"{scope['path']}?{scope['query_string'].decode('latin-1')}")
        if fault:
            await asyncio.sleep(fault.delay_ms / 1000)
        await _faulty(self._app, fault)(scope, receive, send)


def _faulty(app: ASGIApp, fault: Fault | None) -> ASGIApp:
    match fault:
        case Fault(kind="fail"):
            return _failure(fault)
        case Fault(kind="hang"):
            return _hang
        case Fault(kind="reset"):
            return _reset
        case Fault(kind="rubbish"):
            return Response("<!doctype html><p>not what you asked for", media_type="application/json")
        case _:
            return app


def _failure(fault: Fault) -> Response:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    body = {"error": "fault", "message": "failed on command"}
    return JSONResponse(body, fault.status, headers)


async def _hang(_: Scope, receive: Receive, __: Send) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _reset(_: Scope, __: Receive, send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1024")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"items":[' + b" " * 502, "more_body": True})
    # The server knows no way to close a connection but to fail.
    raise ConnectionResetError("reset on command")
