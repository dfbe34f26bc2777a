"""One request served: admitted, within its channel's budget, measured, and answered whatever happens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import azure.functions as func

from shared import telemetry
from shared.admission import Admission
from shared.problems import InternalError, Problem, UpstreamTimeout
from shared.resilience import deadline
from shared.responses import Answer, problem_response

Handler = Callable[..., Awaitable[func.HttpResponse]]
MAX_CAUSE_LENGTH = 500
_log = logging.getLogger("portico")


class Serving:
    """So many requests of a channel at a time, each within its budget; `login_url` is "" without a login."""

    def __init__(self, places: int, budget_seconds: float, login_url: str) -> None:
        self._admission = Admission(places)
        self._budget_seconds = budget_seconds
        self._login_url = login_url

    async def serve(
        self,
        invocation: telemetry.Invocation,
        handler: Handler,
        request: func.HttpRequest,
        **bindings: object,
    ) -> func.HttpResponse:
        response = await self._answered(invocation, handler, request, bindings)
        invocation.answered(response.status_code, len(response.get_body()))
        return response

    async def _answered(
        self,
        invocation: telemetry.Invocation,
        handler: Handler,
        request: func.HttpRequest,
        bindings: Mapping[str, object],
    ) -> func.HttpResponse:
        """The one place where failures become responses."""
        try:
            with self._admission:
                return await handler(request, **bindings)
        except Problem as problem:
            _record(problem, invocation)
            return problem_response(problem, self._login_url)
        except Exception as error:  # noqa: BLE001 - the one net; what falls into it is logged and answered 500
            _log.exception("unexpected failure (trace %s)", telemetry.trace_id())
            invocation.caused(type(error).__name__)
            return problem_response(InternalError("Something went wrong here; it has been recorded."))

    async def within_budget(self, work: Awaitable[Answer[Any]]) -> Answer[Any]:
        try:
            async with asyncio.timeout(self._budget_seconds):
                with deadline.within(self._budget_seconds):
                    return await work
        except TimeoutError as error:
            raise UpstreamTimeout("The services behind this answer took too long.") from error


def _record(problem: Problem, invocation: telemetry.Invocation) -> None:
    """The cause goes into the log; into the trace too, unless the caller's words may be in it."""
    cause = _line(problem.__cause__)
    ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    level = logging.WARNING if ours else logging.INFO
    _log.log(level, "%s (trace %s): %s", problem.code, telemetry.trace_id(), cause)
    if ours and problem.__cause__:
        invocation.caused(cause)


def _line(cause: BaseException | None) -> str:
    """One line of the log: what a caller sent may be in it, and must forge no other line."""
    return repr(cause).encode("unicode_escape").decode()[:MAX_CAUSE_LENGTH]
