"""What an on-call person asks the history: the newest requests, one trace, and what fails."""

from collections.abc import Iterable

from local.monitor import conventions as names
from local.monitor.errors import Unknown
from local.monitor.history import History
from local.monitor.request_summary import RequestSummary, summarise
from local.monitor.shape import Shape
from local.monitor.span import Span
from local.monitor.trace import Trace, Tree

LEAST_PREFIX, TRACE_ID_DIGITS = 4, 32
Failure = tuple[RequestSummary, str]


class FailureGroup(Shape):
    """Requests that failed alike; `cause` is the innermost span that failed, of the newest of them."""

    count: int
    status: int | None
    code: str | None
    route: str
    cause: str
    last_at: float
    last_trace_id: str


def newest_requests(history: History, limit: int) -> list[RequestSummary]:
    newest = history.spans.newest_requests(limit)
    return [summarise(Trace(history.spans.of_trace(each.trace_id)).below(each)) for each in newest]


def failures(history: History, limit: int) -> list[FailureGroup]:
    """Of so many of the newest spans in trouble; what fails most often comes first."""
    groups: dict[tuple[object, ...], list[Failure]] = {}
    for trace_id in history.spans.troubled_traces(limit):
        for tree in Trace(history.spans.of_trace(trace_id)).requests():
            summary = summarise(tree)
            if summary.failed:
                key = (summary.status, summary.code, summary.method, summary.route)
                groups.setdefault(key, []).append((summary, _cause(tree)))
    return sorted(map(_group, groups.values()), key=lambda group: -group.count)


def find_trace(history: History, wanted: str) -> Trace:
    """`wanted` is `last`, a trace id, or the beginning of one. Raises Unknown."""
    return Trace(history.spans.of_trace(_trace_id(history, wanted)))


def _trace_id(history: History, wanted: str) -> str:
    if wanted == "last":
        newest = history.spans.newest_requests(1)
        if not newest:
            raise Unknown("no request has been recorded yet")
        return newest[0].trace_id
    prefix = wanted.lower()
    is_prefix = LEAST_PREFIX <= len(prefix) <= TRACE_ID_DIGITS and not prefix.strip("0123456789abcdef")
    match history.spans.trace_ids(prefix, 2) if is_prefix else []:
        case [trace_id]:
            return trace_id
        case []:
            raise Unknown(f"no trace is known that begins with '{wanted}'")
        case _:
            raise Unknown(f"several traces begin with '{wanted}'")


def _cause(tree: Tree) -> str:
    troubled = [placed for placed in tree if placed.span.is_trouble] or tree[:1]
    span = max(troubled, key=lambda placed: placed.depth).span
    return f"{span.service} {span.name}: {_why(span)}"


def _why(span: Span) -> str:
    """What is beneath the failure, else its error, else what a policy said to the client."""
    told = [str(event.attributes["detail"]) for event in span.events if "detail" in event.attributes]
    reasons = [span.text(names.CAUSE), span.text(names.ERROR), *told, span.text(names.STATUS)]
    return next(filter(None, reasons), "failed")


def _group(failures: Iterable[Failure]) -> FailureGroup:
    alike = list(failures)
    newest, cause = max(alike, key=lambda failure: failure[0].started_at)
    return FailureGroup(
        count=len(alike),
        status=newest.status,
        code=newest.code or ("incomplete" if newest.complete is False else None),
        route=f"{newest.method} {newest.route}",
        cause=cause,
        last_at=newest.started_at,
        last_trace_id=newest.trace_id,
    )
