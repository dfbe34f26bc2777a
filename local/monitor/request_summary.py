"""A request in one line: what the gateway answered, and what it took to answer it."""

from collections.abc import Sequence

from local.monitor import conventions as names
from local.monitor.shape import Shape
from local.monitor.span import FIRST_ERROR, Span
from local.monitor.trace import Tree


class RequestSummary(Shape):
    """`code` is the problem's; `bytes_fetched` came from upstreams for the `bytes_delivered` to a client."""

    trace_id: str
    span_id: str
    started_at: float
    milliseconds: float
    method: str
    path: str
    route: str
    channel: str | None
    status: int | None
    code: str | None
    cache: str | None
    complete: bool | None
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    bytes_delivered: int | None
    bytes_fetched: int
    bff_calls: int
    upstream_calls: int

    @property
    def failed(self) -> bool:
        """Whether the client did not get all that it asked for."""
        return self.status is None or self.status >= FIRST_ERROR or self.complete is False


def summarise(tree: Tree) -> RequestSummary:
    """Of a tree whose root is the gateway's span of a request."""
    request, *below = (placed.span for placed in tree)
    invocations = [span for span in below if span.text(names.FUNCTION)]
    calls = [span for span in below if span.text(names.PEER) not in {None, names.IDENTITY}]
    fetched = [span for span in calls if not span.flag(names.JOINED)]
    # Of several the last: before it stands the exchange of a session for its token.
    answer = invocations[-1] if invocations else request
    path = request.text(names.PATH) or ""
    return RequestSummary(
        trace_id=request.trace_id,
        span_id=request.span_id,
        started_at=request.start / 1e9,
        milliseconds=request.milliseconds,
        method=request.text(names.METHOD) or "",
        path=path,
        route=request.text(names.ROUTE) or path,
        channel=request.text(names.CHANNEL),
        status=request.status,
        code=_code(request, invocations),
        cache=request.text(names.CACHE),
        complete=answer.flag(names.COMPLETE),
        missing=answer.texts(names.MISSING),
        stale=answer.texts(names.STALE),
        bytes_delivered=request.number(names.BODY_SIZE),
        bytes_fetched=sum(span.number(names.BODY_SIZE) or 0 for span in fetched),
        bff_calls=len(invocations),
        upstream_calls=len(fetched),
    )


def _code(request: Span, invocations: Sequence[Span]) -> str | None:
    """The problem's code: the BFF's, else what a policy said, else why a policy failed."""
    told = [str(event.attributes["code"]) for event in request.events if "code" in event.attributes]
    codes = [*(span.text(names.ERROR) for span in invocations), *told, request.text(names.ERROR)]
    return next(filter(None, codes), None)
