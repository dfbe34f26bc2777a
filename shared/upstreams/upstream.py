"""One upstream service over HTTP: requests in the caller's name, answers as models, failures as problems."""

import math
import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import httpx
import msgspec

from shared import call_limit, telemetry, timing
from shared.caller import Caller
from shared.documents import Document
from shared.http.exchange import Request, Response, Transport
from shared.problems import (
    NotFound,
    UpstreamBadResponse,
    UpstreamFailed,
    UpstreamProblem,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from shared.resilience import deadline
from shared.resilience.circuit_breaker import CircuitOpen
from shared.settings import UpstreamSettings

if TYPE_CHECKING:
    from shared.tokens import UpstreamTokens

_SUCCESS = range(200, 300)
_MARGIN_SECONDS = 0.1  # the call gives up before whoever waits for it does: an answer is still to be made
_LEAST_SECONDS = 0.02
_MAX_RETRY_AFTER_SECONDS = 3600


Shape = TypeVar("Shape", bound=Document)


class Upstream:
    """A service, the transport that reaches it and the scope of its tokens."""

    def __init__(
        self,
        name: str,
        settings: UpstreamSettings,
        transport: Transport,
        tokens: "UpstreamTokens",
    ) -> None:
        self.name = name
        self._settings = settings
        self._transport = transport
        self._tokens = tokens

    async def get(self, shape: type[Shape], caller: Caller, target: str, *, addressed: bool = False) -> Shape:
        """The document at a path and query; raises what `check` raises."""
        response = await self.send("GET", caller, target)
        self.check(response, addressed=addressed)
        return self.parse(shape, response)

    async def send(
        self,
        method: str,
        caller: Caller,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Response:
        """The upstream's answer, read to its end, whatever its status."""
        call_limit.count_call()
        token = await self._tokens.token(caller, self._settings.scope)
        until = time.monotonic() + max(_LEAST_SECONDS, deadline.remaining() - _MARGIN_SECONDS)
        sent = {
            "authorization": f"Bearer {token}",
            "accept": "application/json",
            **(headers or {}),
        }
        with telemetry.UpstreamCall(self.name, method, sent) as call:
            request = Request(method, self._settings.url + target, sent, content, until)
            call.notes = request.notes
            response = await self._exchange(request)
            call.answered(response.status, len(response.body))
            return response

    async def _exchange(self, request: Request) -> Response:
        started = time.monotonic()
        try:
            return await self._transport.send(request)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._problem(error) from error
        finally:
            timing.took(self.name, time.monotonic() - started)

    def _problem(self, error: httpx.TransportError | httpx.DecodingError) -> UpstreamProblem:
        match error:
            case CircuitOpen(retry_after=seconds):
                detail = f"The {self.name} service is being left alone after failures."
                return UpstreamUnavailable(detail, retry_after=str(math.ceil(seconds)))
            case httpx.PoolTimeout():
                return UpstreamUnavailable(f"Too many calls to the {self.name} service are under way.")
            case httpx.TimeoutException():
                return UpstreamTimeout(f"The {self.name} service did not answer in time.")
            case httpx.DecodingError():
                return UpstreamBadResponse(f"The {self.name} service sent an answer that cannot be read.")
            case _:
                return UpstreamFailed(f"The {self.name} service could not be reached.")

    def check(self, response: Response, *, addressed: bool = False) -> None:
        """Raises the problem that an answer without success stands for.

        404 is NotFound where the caller addressed that very resource; elsewhere the service failed us.
        """
        status = response.status
        if status in _SUCCESS:
            return
        if status == HTTPStatus.NOT_FOUND and addressed:
            raise NotFound
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            detail = f"The {self.name} service accepts no more requests now."
            raise UpstreamUnavailable(detail, retry_after=_seconds(response.headers.get("retry-after")))
        raise UpstreamFailed(f"The {self.name} service failed.") from httpx.HTTPError(f"status {status}")

    def parse(self, shape: type[Shape], response: Response) -> Shape:
        try:
            document: Shape = _decoder(shape).decode(response.body)
        except (ValueError, RecursionError) as error:
            raise UpstreamBadResponse(f"The {self.name} service sent an answer of another shape.") from error
        return document


@cache
def _decoder(shape: type[Shape]) -> msgspec.json.Decoder[Shape]:
    return msgspec.json.Decoder(shape)


def _seconds(retry_after: str | None) -> str | None:
    """A delay in seconds is passed on, as an hour if it is longer; a date or rubbish is not."""
    if not (retry_after and retry_after.isascii() and retry_after.isdigit()):
        return None
    return str(int(min(float(retry_after), _MAX_RETRY_AFTER_SECONDS)))
