"""The history stays within its bounds, outlives the process, and is never used when it is damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.errors import StartError
from local.monitor.errors import Unknown
from local.monitor.history import History, Limits
from local.monitor.point import Point
from local.monitor.span import Span

HOUR = 3_600


def spans(count: int, first: int = 1) -> Iterator[Span]:
    for number in range(first, first + count):
        times = (number, number + 1)
        yield Span(
            f"{number:032x}", f"{number:016x}", None, "portico-gateway", "GET", "server", *times, False, {}
        )


def points(count: int) -> Iterator[Point]:
    return (Point(number, "s", "m", {}, 1.0) for number in range(count))


@pytest.fixture
def limits() -> Limits:
    return Limits(100, HOUR)


def test_rows_are_bounded_and_the_oldest_go(history: History) -> None:
    for batch in range(10):
        history.spans.add(spans(50, 50 * batch + 1))
        history.points.add(points(50))
    assert [span.start for span in history.spans.newest_requests(1_000)] == list(range(500, 400, -1))
    assert len(history.points.of_metric("m", 0, 1e9)) == 100


def test_a_batch_larger_than_the_bound_leaves_the_bound(history: History) -> None:
    history.spans.add(spans(1_000))
    assert len(history.spans.newest_requests(1_000)) == 100


def test_what_is_too_old_goes_with_what_comes_next(history: History, clock: SimpleNamespace) -> None:
    history.spans.add(spans(10))
    clock.now += HOUR + 1
    history.spans.add(spans(1, first=11))
    assert [span.start for span in history.spans.newest_requests(1_000)] == [11]


def test_the_file_does_not_grow_once_it_is_full(tmp_path: Path, history: History) -> None:
    for batch in range(20):
        history.spans.add(spans(100, 100 * batch + 1))
    full = (tmp_path / "monitor.db").stat().st_size
    for batch in range(20, 60):
        history.spans.add(spans(100, 100 * batch + 1))
    assert (tmp_path / "monitor.db").stat().st_size <= full * 1.5


def test_the_version_changes_with_each_addition(history: History) -> None:
    versions = [history.spans.version()]
    for number in range(1, 4):
        history.spans.add(spans(1, number))
        versions.append(history.spans.version())
    assert len(set(versions)) == 4


def test_the_history_outlives_its_process(tmp_path: Path, history: History, limits: Limits) -> None:
    history.spans.add(spans(3))
    del history
    assert len(History.open(tmp_path / "monitor.db", limits, limits).spans.newest_requests(9)) == 3


def test_it_can_be_read_while_it_is_written(tmp_path: Path, history: History) -> None:
    reader = History.read(tmp_path / "monitor.db")
    history.spans.add(spans(3))
    assert len(reader.spans.newest_requests(9)) == 3


def test_who_reads_before_anything_was_recorded_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unknown, match="nothing has been recorded yet"):
        History.read(tmp_path / "monitor.db")
    assert not (tmp_path / "monitor.db").exists()


@pytest.mark.parametrize("content", [b"rubbish" * 1_000, b"SQLite format 3\0" + b"\0" * 5_000])
def test_a_damaged_file_is_named_in_one_line(tmp_path: Path, limits: Limits, content: bytes) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    openings: list[Callable[[], History]] = [
        lambda: History.open(path, limits, limits),
        lambda: History.read(path),
    ]
    for opening in openings:
        with pytest.raises(
            StartError, match=r"monitor\.db: not a usable history .* delete it to start afresh"
        ) as told:
            opening()
        assert "\n" not in str(told.value)
    assert path.read_bytes() == content


def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "monitor.db"
    history = History.open(path, limits, limits)
    history.spans.add(spans(100))
    del history
    path.write_bytes(path.read_bytes()[:9_000])
    with pytest.raises(StartError, match="not a usable history"):
        History.open(path, limits, limits)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, limits: Limits) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="file"):
        History.open(tmp_path / "file" / "monitor.db", limits, limits)
