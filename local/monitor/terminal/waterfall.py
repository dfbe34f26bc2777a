"""A trace as a waterfall: each span a line, its bar where and as long as it was."""

from rich.bar import Bar
from rich.console import Group
from rich.table import Table
from rich.text import Text

from local.monitor import conventions as names
from local.monitor.request_summary import RequestSummary, summarise
from local.monitor.span import Span
from local.monitor.terminal import words
from local.monitor.trace import Trace, Tree, extent

LEAST_BAR_CELLS = 20


def waterfalls(trace: Trace) -> Group:
    """A headline for each request, then a table for each tree."""
    headlines = [_headline(summarise(tree)) for tree in trace.requests()]
    return Group(*headlines, *map(_table, trace.trees()))


def _headline(request: RequestSummary) -> Text:
    """Such as `GET /mobile/orders 200 in 12.3 ms, cache miss, 18.2 kB fetched for 1.9 kB`."""
    fetched, delivered = words.size(request.bytes_fetched), words.size(request.bytes_delivered)
    parts = [
        f" in {words.duration(request.milliseconds)}",
        f"cache {request.cache or 'none'}",
        f"{fetched} fetched for {delivered}",
        words.remark(request),
    ]
    line = Text.from_markup(words.plain(f"{request.method} {request.path} "))
    return line.append(words.status(request.status)).append(", ".join(filter(None, parts)))


def _table(tree: Tree) -> Table:
    start, total = extent(tree)
    title = f"trace {tree[0].span.trace_id}"
    table = Table(
        box=None, pad_edge=False, header_style="dim", expand=True, title=title, title_justify="left"
    )
    for heading in ("span", "service"):
        table.add_column(heading, no_wrap=True)
    table.add_column("", ratio=1, min_width=LEAST_BAR_CELLS)
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("result")
    for placed in tree:
        span = placed.span
        begin = (span.start - start) / 1e6
        length = max(span.milliseconds, total / LEAST_BAR_CELLS / 4)
        table.add_row(
            "  " * placed.depth + words.plain(span.name),
            words.plain(span.service.removeprefix("portico-")),
            Bar(total, min(begin, total - length), begin + length, color="cyan"),
            words.duration(span.milliseconds),
            _result(span),
        )
    return table


def _result(span: Span) -> Text:
    status, size = span.status, span.number(names.BODY_SIZE)
    said = [
        words.status(status) if status is not None else Text(),
        Text(span.text(names.ERROR) or ("failed" if span.failed else ""), "red"),
        Text.from_markup(words.plain(span.text(names.CAUSE) or "")),
        Text(words.size(size) if size is not None else ""),
    ]
    return Text(" ").join(text for text in said if text)
