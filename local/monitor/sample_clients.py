"""The console's phone and browser: they send real requests to the gateway and keep their own span of each."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from local.monitor import conventions as names
from local.monitor.access_tokens import AccessTokens
from local.monitor.errors import Refusal
from local.monitor.history import History
from local.monitor.shape import Shape
from local.monitor.span import FIRST_ERROR, Span

CHANNELS: Mapping[str, str] = {"phone": "mobile", "browser": "desktop"}
TIMEOUT_SECONDS = 30.0


class Ask(BaseModel):
    """What a client is told to send; without a `login` it sends no token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client: Literal["phone", "browser"]
    login: str | None = None
    method: Literal["GET", "POST"] = "GET"
    path: Annotated[str, StringConstraints(pattern=r"^/[a-z]+/[A-Za-z0-9_./?=&%-]*$", max_length=1_000)]
    body: dict[str, Any] | None = Field(None)


class Told(Shape):
    """What came back; `body` is what it holds if that is JSON. `size` is in bytes, as they were sent."""

    trace_id: str
    status: int
    milliseconds: float
    size: int
    headers: dict[str, str]
    body: Any


class SampleClients:
    """Both clients, signed in as whom they are told."""

    def __init__(
        self,
        gateway: str,
        tokens: AccessTokens,
        history: History,
        transport: httpx.AsyncBaseTransport,
        clock: Callable[[], float],
    ) -> None:
        self._gateway = gateway.rstrip("/")
        self._tokens = tokens
        self._history = history
        self._http = httpx.AsyncClient(transport=transport, timeout=TIMEOUT_SECONDS)
        self._clock = clock

    async def send(self, ask: Ask) -> Told:
        """Raises Refusal."""
        trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
        headers = await self._headers(ask) | {"traceparent": f"00-{trace_id}-{span_id}-01"}
        began, start = self._clock(), time.perf_counter()
        try:
            answer = await self._http.request(
                ask.method, self._gateway + ask.path, headers=headers, json=ask.body
            )
        except httpx.TransportError as error:
            raise Refusal(502, f"the gateway at {self._gateway} does not answer") from error
        seconds = time.perf_counter() - start
        self._history.spans.add([_span(ask, answer, (trace_id, span_id), (began, began + seconds))])
        return Told(
            trace_id=trace_id,
            status=answer.status_code,
            milliseconds=seconds * 1000,
            size=answer.num_bytes_downloaded,
            headers=dict(answer.headers),
            body=_json(answer),
        )

    async def _headers(self, ask: Ask) -> dict[str, str]:
        headers = {"Idempotency-Key": secrets.token_hex(16)} if ask.method == "POST" else {}
        if ask.login is not None:
            token = await self._tokens.token(CHANNELS[ask.client], ask.login)
            headers["Authorization"] = f"Bearer {token}"
        return headers


def _span(ask: Ask, answer: httpx.Response, ids: tuple[str, str], times: tuple[float, float]) -> Span:
    """The span that a client with telemetry of its own would have sent."""
    start, end = (int(seconds * 1e9) for seconds in times)
    path = ask.path.partition("?")[0]
    return Span(
        *(*ids, None, ask.client, f"{ask.method} {path}", names.CLIENT, start, end),
        failed=answer.status_code >= FIRST_ERROR,
        attributes={names.METHOD: ask.method, names.PATH: path, names.STATUS: answer.status_code},
    )


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except json.JSONDecodeError:
        return None
