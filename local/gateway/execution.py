"""One request on its way through the policies."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from opentelemetry.trace import INVALID_SPAN, Span

from local.gateway.cached_response import Lookup
from local.gateway.context import Context, Request, Response, Url
from local.gateway.counters import Usage
from local.gateway.expressions import ExpressionError
from local.gateway.faults import PolicyFault, evaluation_failed
from local.gateway.openapi import Example
from local.gateway.services import Services
from local.gateway.steps import Place, Steps


class Outcome(Enum):
    """Why the rest of a section does not run."""

    RETURNED = "a policy answered the client"
    CACHED = "the cache held the response"


@dataclass(slots=True)
class Execution:
    """The state that policies share.

    `relative_path` is the raw path below the backend's base URL; `settlements` count what the response
    decides, `charged` holds what they have counted, and `afterwards` is what is left to do once the client
    has its answer. `trail` names the policies of the current section that ran, under `section_span`.
    """

    context: Context
    services: Services
    relative_path: str = "/"
    client_host: str | None = None
    base_url: Url | None = None
    section: str = "inbound"
    outcome: Outcome | None = None
    lookup: Lookup | None = None
    resume: Steps = ()
    examples: tuple[Example, ...] = ()
    continuations: Mapping[Place, Steps] = field(default_factory=dict)
    span: Span = INVALID_SPAN
    section_span: Span = INVALID_SPAN
    trail: list[str] = field(default_factory=list)
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    afterwards: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    settlements: "list[Callable[[Execution], None]]" = field(default_factory=list)
    charged: set[Usage] = field(default_factory=set)

    @property
    def message(self) -> Request | Response:
        """What set-header and set-body change: the request until the backend answers, then the response."""
        return self.context.request if self.section in {"inbound", "backend"} else self.context.response

    def address(self, base_url: Url) -> None:
        """Send the request to another backend."""
        self.base_url = base_url
        self.refresh_url()

    def refresh_url(self) -> None:
        """Recompute `context.Request.Url` after the backend or the path changed."""
        url, base = self.context.request.url, self.base_url
        if base:
            url.scheme, url.host, url.port = base.scheme, base.host, base.port
        url.path = (base.path.rstrip("/") if base else "") + self.relative_path

    def answer(self, response: Response) -> None:
        """End the pipeline with this response."""
        self.context.response = response
        self.outcome = Outcome.RETURNED


async def run_steps(steps: Steps, execution: Execution) -> None:
    """Run steps in order until one ends the section."""
    for step in steps:
        execution.trail.append(step.location.place.label)
        try:
            await step.act(execution)
        except PolicyFault as fault:
            fault.locate(step.location)
            raise
        except ExpressionError as error:
            failure = evaluation_failed(str(error))
            failure.locate(step.location)
            raise failure from error
        if execution.outcome is not None:
            return
