"""What the commands print, on a pipe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.monitor import terminal
from local.monitor.errors import Unknown
from local.monitor.history import History
from local.monitor.span import Span

Receive = Callable[..., Any]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "monitor.db"


def bars(printed: str) -> list[tuple[int, int]]:
    """Where the bar of each line begins, and where it ends."""
    cells = [
        [index for index, letter in enumerate(line) if letter in "█▉▊▋▌▍▎▏▐▕"]
        for line in printed.splitlines()
    ]
    return [(found[0], found[-1]) for found in cells if found]


async def test_a_trace_is_a_waterfall(
    database: Path, receive: Receive, capsys: pytest.CaptureFixture[str]
) -> None:
    await receive("a")
    terminal.print_trace(database, "last")
    headline, title, _, *lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert headline == "GET /mobile/orders 200 in 93.3 ms, cache miss, 18.7 kB fetched for 424 B"
    assert title == "trace b41fea33c39fa62d53b8812c572be3d2"
    assert [line.split("  ")[0].strip() for line in lines[:2]] == ["GET /mobile/orders", ""]
    assert lines[6].split()[:3] == ["GET", "orders", "mobile"]
    assert lines[6].split()[-5:] == ["1.8", "ms", "200", "18.7", "kB"]
    outer, inner = bars("\n".join(lines))[1], bars("\n".join(lines))[6]
    assert outer[0] < inner[0] <= inner[1] < outer[1]


async def test_requests_are_a_line_each_newest_first(
    database: Path, receive: Receive, capsys: pytest.CaptureFixture[str]
) -> None:
    await receive("a", "b", "dead")
    terminal.print_requests(database, 2)
    _, dead, hit = capsys.readouterr().out.splitlines()
    assert "GET /desktop/orders" in dead
    assert dead.split()[-3:] == ["without", "products", "c48419d7"]
    assert " hit " in hit


async def test_failures_tell_how_often_and_why(
    database: Path, receive: Receive, capsys: pytest.CaptureFixture[str]
) -> None:
    await receive("refused", "shed", "a")
    terminal.print_failures(database)
    _, *lines = capsys.readouterr().out.splitlines()
    assert {tuple(line.split()[:3]) for line in lines} == {
        ("1", "401", "token_missing"),
        ("1", "503", "overloaded"),
    }


def test_a_trace_tells_what_is_beneath_a_failure(
    database: Path, history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {"error.type": "upstream_failed", "portico.cause": "LookupError('invalid_scope')"}
    history.spans.add(
        [Span("a" * 32, "b" * 16, None, "portico-mobile", "mobile_get_home", "server", 5, 5, True, told)]
    )
    terminal.print_trace(database, "a" * 32)
    printed = " ".join(capsys.readouterr().out.split())
    assert "upstream_failed" in printed
    assert "LookupError('invalid_scope')" in printed


async def test_an_unknown_trace_is_said_to_be(database: Path, receive: Receive) -> None:
    await receive("a")
    with pytest.raises(Unknown, match="no trace is known that begins with 'feed'"):
        terminal.print_trace(database, "feed")


def test_names_are_neither_markup_nor_orders_to_the_terminal(
    database: Path, history: History, capsys: pytest.CaptureFixture[str]
) -> None:
    attributes = {"http.request.method": "GET", "url.path": "/[red]x\x1b[2J"}
    history.spans.add(
        [Span("a" * 32, "b" * 16, None, "portico-gateway", "[bold]n", "server", 5, 5, False, attributes)]
    )
    terminal.print_trace(database, "last")
    terminal.print_requests(database, 1)
    printed = capsys.readouterr().out
    assert "[bold]n" in printed
    assert printed.count("/[red]x\ufffd") == 2
    assert "\x1b" not in printed
