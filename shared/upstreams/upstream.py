"""One upstream service over HTTP: requests in the caller's name, answers as models, failures as problems."""

import math
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from shared import call_limit, telemetry, timing
from shared.caller import Caller
from shared.problems import (
    NotFound,
    UpstreamBadResponse,
    UpstreamFailed,
    UpstreamProblem,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from shared.resilience import deadline
from shared.resilience.bulkhead import BulkheadFull
from shared.resilience.circuit_breaker import CircuitOpen
from shared.settings import UpstreamSettings
from shared.tokens import UpstreamTokens

CONNECT_TIMEOUT_SECONDS = 1.0
_MARGIN_SECONDS = 0.02  # the call gives up just before whoever waits for it does


class Document(BaseModel):
    """What an upstream answers, as far as a channel uses it: fields that are not declared are ignored."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, hide_input_in_errors=True, defer_build=True
    )


Shape = TypeVar("Shape", bound=Document)


class Upstream:
    """A service, the transport that reaches it and the scope of its tokens."""

    def __init__(
        self,
        name: str,
        settings: UpstreamSettings,
        transport: httpx.AsyncBaseTransport,
        tokens: UpstreamTokens,
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
        content: bytes | None = None,
    ) -> httpx.Response:
        """The upstream's answer, read to its end, whatever its status."""
        call_limit.count_call()
        token = await self._tokens.token(caller, self._settings.scope)
        seconds = max(_MARGIN_SECONDS, deadline.remaining() - _MARGIN_SECONDS)
        sent = {"authorization": f"Bearer {token}", "accept": "application/json"} | dict(headers or {})
        sent["x-deadline-ms"] = str(int(seconds * 1000))
        timeouts = {"connect": min(CONNECT_TIMEOUT_SECONDS, seconds), "read": seconds}
        with telemetry.upstream_call(self.name, method, sent) as span:
            request = httpx.Request(
                method,
                _url(self._settings.url + target),
                headers=sent,
                content=content,
                extensions={"timeout": timeouts},
            )
            response = await self._exchange(request)
            telemetry.answered(span, response.status_code)
            return response

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        started = time.monotonic()
        try:
            response = await self._transport.handle_async_request(request)
            await response.aread()
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._problem(error) from error
        finally:
            timing.took(self.name, time.monotonic() - started)
        return response

    def _problem(self, error: httpx.TransportError | httpx.DecodingError) -> UpstreamProblem:
        match error:
            case CircuitOpen(retry_after=seconds):
                detail = f"The {self.name} service is being left alone after failures."
                return UpstreamUnavailable(detail, retry_after=str(math.ceil(seconds)))
            case BulkheadFull():
                return UpstreamUnavailable(f"Too many calls to the {self.name} service are under way.")
            case httpx.TimeoutException():
                return UpstreamTimeout(f"The {self.name} service did not answer in time.")
            case httpx.DecodingError():
                return UpstreamBadResponse(f"The {self.name} service sent an answer that cannot be read.")
            case _:
                return UpstreamFailed(f"The {self.name} service could not be reached.")

    def check(self, response: httpx.Response, *, addressed: bool = False) -> None:
        """Raises the problem that an answer without success stands for.

        404 is NotFound where the caller addressed that very resource; elsewhere the service failed us.
        """
        status = response.status_code
        if httpx.codes.is_success(status):
            return
        if status == httpx.codes.NOT_FOUND and addressed:
            raise NotFound("There is no such resource.")
        if status == httpx.codes.TOO_MANY_REQUESTS:
            detail = f"The {self.name} service accepts no more requests now."
            raise UpstreamUnavailable(detail, retry_after=_seconds(response.headers.get("retry-after")))
        raise UpstreamFailed(f"The {self.name} service failed.") from httpx.HTTPError(f"status {status}")

    def parse(self, shape: type[Shape], response: httpx.Response) -> Shape:
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            raise UpstreamBadResponse(f"The {self.name} service sent an answer of another shape.") from error


@lru_cache(maxsize=4096)
def _url(url: str) -> httpx.URL:
    """Parsed once: parsing costs more than all else that a request is made of."""
    return httpx.URL(url)


def _seconds(retry_after: str | None) -> str | None:
    """A delay in seconds is passed on; a date or rubbish is not."""
    return retry_after if retry_after and retry_after.isascii() and retry_after.isdigit() else None
