"""A bar chart as SVG: requests a second of every server, one group a scenario, the spread as a whisker."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.samples import Result, Table
from bench.servers import OURS

WIDTH, ROW, LABEL, FIGURE = 860, 24, 190, 150
_BAR = WIDTH - LABEL - FIGURE
_TITLE = 46
_FONT = "font-family='system-ui, sans-serif' font-size='13'"
_OURS, _PEER = "#0b62d6", "#9aa7b5"


def chart(tables: Sequence[Table], key: str) -> str:
    """Every group has a scale of its own."""
    height = sum(_TITLE + ROW * len(table.results) for table in tables) + 10
    top, groups = 0, list[str]()
    for table in tables:
        groups += _group(table, key, top)
        top += _TITLE + ROW * len(table.results)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' {_FONT}>"
        f"<rect width='100%' height='100%' fill='#fff'/>{''.join(groups)}</svg>\n"
    )


def _group(table: Table, key: str, top: int) -> Iterator[str]:
    heading = next(column.heading for column in table.columns if column.key == key)
    yield f"<text x='8' y='{top + 30}' font-weight='600'>{escape(f'{table.title}: {heading}')}</text>"
    most = max(spread.high for result in table.results if (spread := result.spread(key)))
    for row, result in enumerate(table.results):
        yield _bar(result, key, _BAR / most, top + _TITLE + row * ROW)


def _bar(result: Result, key: str, scale: float, y: int) -> str:
    spread = result.spread(key)
    assert spread is not None, f"{result.server} has no {key}"  # noqa: S101 - every server was measured
    median, low, high = (LABEL + value * scale for value in (spread.median, spread.low, spread.high))
    colour = _OURS if result.server == OURS else _PEER
    return (
        f"<text x='{LABEL - 8}' y='{y + 14}' text-anchor='end'>{escape(result.server)}</text>"
        f"<rect x='{LABEL}' y='{y + 2}' width='{median - LABEL:.1f}' height='16' fill='{colour}'/>"
        f"<path d='M{low:.1f} {y + 10}H{high:.1f}M{low:.1f} {y + 6}v8M{high:.1f} {y + 6}v8' stroke='#222'/>"
        f"<text x='{max(median, high) + 8:.1f}' y='{y + 14}'>{spread.median:,.0f}</text>"
    )
