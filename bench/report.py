"""The results on paper: Markdown for people, JSON for programs, SVG for the eye."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.bars import Bar, bars
from bench.plot import chart
from bench.samples import Column, Result, Table
from bench.servers import OURS

PLOTTED = ("mobile-0ms", "desktop-0ms-unique", "desktop-0ms")
_VERDICTS = {True: "met", False: "**missed**", None: "–"}


@dataclass(frozen=True)
class Report:
    """One run: when, on what, what else the machine did (load average before and after), and the tables."""

    date: str
    machine: str
    revision: str
    load: tuple[float, float]
    versions: str
    rounds: int
    seconds: int
    tables: Sequence[Table]

    def write(self, folder: Path, name: str) -> Path:
        """`<name>.md`, `.json` and `.svg`, and the same Markdown as `latest.md`."""
        folder.mkdir(parents=True, exist_ok=True)
        plotted = [table for table in self.tables if table.name in PLOTTED]
        if plotted:
            (folder / f"{name}.svg").write_text(chart(plotted, "per_second"), encoding="utf-8")
        document = asdict(self) | {"bars": [asdict(bar) for bar in self.bars()]}
        (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        text = self.markdown(f"{name}.svg" if plotted else None)
        (folder / "latest.md").write_text(text, encoding="utf-8")
        path = folder / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    def bars(self) -> list[Bar]:
        return bars({table.name: table for table in self.tables})

    def markdown(self, plot: str | None) -> str:
        measured = [bar for bar in self.bars() if bar.met is not None]
        parts = [
            f"# Portico beside its peers, {self.date}",
            self._conditions(),
            "## Bars",
            markdown_table(("", "bar", "measured", ""), map(_bar_row, measured)),
            *([f"![requests per second]({plot})"] if plot else []),
            "## Scenarios",
            *map(_section, self.tables),
        ]
        return "\n\n".join(parts) + "\n"

    def _conditions(self) -> str:
        before, after = self.load
        return (
            f"{self.machine}. {self.versions}. Revision {self.revision}.\n"
            "The server under test has the last core for itself; wrk, the upstreams and the harness share\n"
            "the others with whatever else the machine does "
            f"(load average {before:.1f} before, {after:.1f} after).\n"
            f"{self.rounds} alternating rounds of {self.seconds} s after a warm-up: "
            "medians, in brackets the lowest and the highest round.\n"
            "Every server answered the same data before it was timed (hash of the JSON; of GraphQL's, the\n"
            "fields they share). All check the caller's token on each request.\n"
            "Portico runs in its Functions host with telemetry on; the peers have none. "
            "Requests rotate over many callers,\n"
            "so that no server gains by sharing calls."
        )


def _section(found: Table) -> str:
    """The first column also as a ratio to ours, where ours is among them."""
    shown = [column for column in found.columns if any(result.spread(column.key) for result in found.results)]
    ours = found.of(OURS)
    headings = ("", *(column.heading for column in shown), *(["÷ ours"] if ours else []))
    rows = (_row(result, shown, ours) for result in found.results)
    return f"### {found.name}\n\n{found.title}.\n\n{markdown_table(headings, rows)}"


def _row(result: Result, shown: Sequence[Column], ours: Result | None) -> Iterator[str]:
    yield result.server
    yield from (_cell(result, column) for column in shown)
    if ours:
        mine, other = ours.median(shown[0].key), result.median(shown[0].key)
        yield f"{other / mine:.2f}" if mine and other is not None else "–"


def _cell(result: Result, column: Column) -> str:
    spread = result.spread(column.key)
    if spread is None:
        return "–"
    low, median, high = (f"{value:,.{column.digits}f}" for value in (spread.low, spread.median, spread.high))
    return f"{median} ({low}–{high})" if column.spread else median


def _bar_row(bar: Bar) -> tuple[str, ...]:
    aim = {True: ", aim met", False: ", aim missed", None: ""}[bar.aim_met]
    return bar.text, bar.limit, bar.measured, _VERDICTS[bar.met] + aim


def markdown_table(headings: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
