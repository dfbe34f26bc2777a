"""Requests and failures, a line each."""

from collections.abc import Iterable

from rich.console import JustifyMethod
from rich.table import Table

from local.monitor.reports import FailureGroup
from local.monitor.request_summary import RequestSummary
from local.monitor.terminal import words

TRACE_DIGITS = 8
"""Enough to tell traces apart; `trace` takes the beginning of an id."""


def requests_table(requests: Iterable[RequestSummary]) -> Table:
    table = _table("time", "status", "request", ">took", "cache", ">fetched", ">delivered", "remark", "trace")
    for request in requests:
        table.add_row(
            words.clock_time(request.started_at),
            words.status(request.status),
            words.plain(f"{request.method} {request.path}"),
            words.duration(request.milliseconds),
            words.plain(request.cache or "-"),
            words.size(request.bytes_fetched),
            words.size(request.bytes_delivered),
            words.plain(words.remark(request)),
            request.trace_id[:TRACE_DIGITS],
        )
    return table


def failures_table(failures: Iterable[FailureGroup]) -> Table:
    table = _table(">count", "status", "code", "request", "cause", "last", "last trace")
    for failure in failures:
        table.add_row(
            str(failure.count),
            words.status(failure.status),
            words.plain(failure.code or "-"),
            words.plain(failure.route),
            words.plain(failure.cause),
            words.clock_time(failure.last_at),
            failure.last_trace_id[:TRACE_DIGITS],
        )
    return table


def _table(*headings: str) -> Table:
    """A heading that begins with `>` stands over figures."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        justify: JustifyMethod = "right" if heading.startswith(">") else "left"
        table.add_column(
            heading.removeprefix(">"), justify=justify, no_wrap=heading not in {"request", "cause"}
        )
    return table
