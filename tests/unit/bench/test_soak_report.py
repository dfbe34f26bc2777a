import pytest

from bench.open_loop import Outcome, Standstill
from bench.soak_report import Record, SoakReport
from bench.upstreams import Traffic

TRAFFIC = Traffic(calls=100, bytes=0, faults={"fail": 1}, faulty_traces=frozenset({"a"}))


def outcome(
    trace_id: str, status: int, *, whole: bool, seconds: float = 0.1, started: float = 0.0, part: str = "1"
) -> Outcome:
    return Outcome(frozenset({part}), trace_id, started, status, whole, seconds)


def test_a_failure_is_explained_by_a_fault_of_its_own_trace() -> None:
    record = Record("mobile", 1.0, deadline=2.0)
    explained, unexplained = outcome("a", 502, whole=False), outcome("b", 502, whole=False, part="2")
    for one in (explained, unexplained, outcome("c", 200, whole=True)):
        record.add(one)
    assert record.own(TRAFFIC) == [explained]
    assert record.others(TRAFFIC) == [unexplained]


def test_a_failure_is_explained_by_a_call_it_may_have_shared() -> None:
    record = Record("mobile", 1.0, deadline=2.0)
    record.add(outcome("a", 504, whole=False, seconds=1.0))
    passenger = outcome("b", 504, whole=False, started=0.9)
    later = outcome("c", 504, whole=False, started=1.1)
    record.add(passenger)
    record.add(later)
    assert record.others(TRAFFIC) == [later]


def test_a_partial_answer_needs_an_explanation_too() -> None:
    record = Record("desktop", 1.0, deadline=5.0)
    record.add(outcome("b", 200, whole=False))
    assert (record.partial, len(record.others(TRAFFIC))) == (1, 1)


def test_an_answer_past_the_deadline_is_late() -> None:
    record = Record("mobile", 1.0, deadline=2.0)
    for seconds in (1.9, 2.01, 2.2):
        record.add(outcome("c", 200, whole=True, seconds=seconds))
    assert ([late.seconds for late in record.late], record.longest) == ([2.2], 2.2)


def test_what_a_standstill_of_the_load_disturbed_is_counted_apart() -> None:
    record = Record("mobile", 1.0, deadline=2.0)
    before, within, burst, after = (
        outcome("b", 503, whole=False, started=started) for started in (9.0, 9.95, 10.6, 11.2)
    )
    overtaken = outcome("b", 200, whole=True, started=8.5, seconds=2.2)
    for one in (before, within, burst, after, overtaken):
        record.add(one)
    report = SoakReport(1, [record], TRAFFIC, [Standstill(10.0, 10.6)], (0.0, 0.0))
    assert report.unexplained(record) == [before, after]
    assert report.late(record) == []


def test_memory_is_compared_with_where_it_stood_after_a_minute() -> None:
    record = Record("mobile", 1.0, deadline=2.0, megabytes=[50.0] * 12 + [100.0, 103.0, 90.0, 101.0])
    assert record.drift() == pytest.approx(-0.1)
