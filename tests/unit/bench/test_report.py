import json
import re
from pathlib import Path
from xml.etree import ElementTree

from bench.report import Report
from bench.samples import Column, Result, Table
from bench.servers import FASTIFY, OURS


def report() -> Report:
    columns = [Column("per_second", "requests/s", spread=True), Column("p99", "p99 ms", 1)]
    rounds = [{"per_second": value} for value in (90.0, 100.0, 120.0)]
    peers = [{"per_second": 1250.0}]
    results = [Result(OURS, rounds), Result(FASTIFY, peers)]
    found = Table("mobile-0ms", "Mobile <page>", columns, results)
    return Report("2026-01-02", "a machine", "abc", (0.1, 0.2), "node 20", 3, 2, [found])


def test_a_row_shows_median_extremes_and_ratio_to_ours() -> None:
    text = report().markdown(plot=None)
    ours, theirs = (line for line in text.splitlines() if line.startswith(("| Portico |", "| Fastify")))
    assert re.fullmatch(r"\| Portico \| 100 \(90.120\) \| 1.00 \|", ours)
    assert re.fullmatch(r"\| Fastify \+ undici \| 1,250 \(1,250.1,250\) \| 12.50 \|", theirs)


def test_a_missed_bar_says_so() -> None:
    row = next(line for line in report().markdown(plot=None).splitlines() if FASTIFY in line)
    assert row.endswith("| **missed**, aim missed |")


def test_a_report_is_written_as_text_data_and_plot(tmp_path: Path) -> None:
    path = report().write(tmp_path, "2026-01-02")
    assert path.read_text("utf-8") == (tmp_path / "latest.md").read_text("utf-8")
    assert json.loads((tmp_path / "2026-01-02.json").read_bytes())["tables"][0]["name"] == "mobile-0ms"
    plot = ElementTree.fromstring((tmp_path / "2026-01-02.svg").read_text("utf-8"))  # noqa: S314 - our own
    assert "Mobile <page>: requests/s" in [text.text for text in plot.iter() if text.text]
