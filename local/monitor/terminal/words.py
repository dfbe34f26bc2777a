"""How times, sizes and results are written."""

from datetime import datetime

from rich.markup import escape
from rich.text import Text

from local.monitor.request_summary import RequestSummary
from local.monitor.span import FIRST_ERROR

FIRST_SERVER_ERROR = 500
_KILO = 1000


def clock_time(seconds: float) -> str:
    """Of day, where the terminal stands."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%H:%M:%S")


def duration(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms" if milliseconds < _KILO else f"{milliseconds / _KILO:.2f} s"


def size(count: int | None) -> str:
    if count is None:
        return "-"
    return f"{count} B" if count < _KILO else f"{count / _KILO:.1f} kB"


def plain(text: str) -> str:
    """Neither markup nor what a terminal obeys: names come from whoever sends telemetry."""
    return escape("".join(letter if letter.isprintable() else "\ufffd" for letter in text))


def status(code: int | None) -> Text:
    if code is None:
        return Text("-", "red")
    style = "green" if code < FIRST_ERROR else "yellow" if code < FIRST_SERVER_ERROR else "red"
    return Text(str(code), style)


def remark(request: RequestSummary) -> str:
    """The problem's code, or what an incomplete answer lacks."""
    if request.failed and request.code:
        return request.code
    lacking = [f"without {part}" for part in request.missing] + [f"stale {part}" for part in request.stale]
    return ", ".join(lacking) or ("incomplete" if request.complete is False else "")
