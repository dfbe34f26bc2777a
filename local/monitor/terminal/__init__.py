"""The history in a terminal: what `python -m local trace`, `requests` and `failures` print."""

import sys
from pathlib import Path

from rich.console import Console, RenderableType

from local.monitor import reports
from local.monitor.history import History
from local.monitor.terminal.tables import failures_table, requests_table
from local.monitor.terminal.waterfall import waterfalls

PIPE_COLUMNS = 160


def print_trace(database: Path, wanted: str) -> None:
    """`wanted` is `last`, a trace id, or the beginning of one. Raises Unknown, StartError."""
    _print(waterfalls(reports.find_trace(History.read(database), wanted)))


def print_requests(database: Path, limit: int) -> None:
    """The newest. Raises Unknown, StartError."""
    _print(requests_table(reports.newest_requests(History.read(database), limit)))


def print_failures(database: Path, limit: int = 1_000) -> None:
    """Of so many of the newest spans in trouble. Raises Unknown, StartError."""
    _print(failures_table(reports.failures(History.read(database), limit)))


def _print(shown: RenderableType) -> None:
    """As wide as the terminal; a pipe gets whole lines."""
    Console(width=None if sys.stdout.isatty() else PIPE_COLUMNS).print(shown)
