"""Sliding and fixed windows."""

from local.gateway.counters import SWEEP_ABOVE, Concurrency, FixedWindows, SlidingWindows
from tests.clock import Clock


def test_wait_lasts_until_the_oldest_call_leaves() -> None:
    clock = Clock(100.0)
    windows = SlidingWindows(clock)
    windows.add("k", 60, 1)
    clock.now = 130.5
    windows.add("k", 60, 1)
    assert (windows.used("k", 60), windows.wait("k", 60)) == (2, 30)


def test_old_keys_are_swept() -> None:
    clock = Clock(0.0)
    windows = SlidingWindows(clock)
    for number in range(SWEEP_ABOVE):
        windows.add(str(number), 60, 1)
    clock.now = 61
    windows.add("new", 60, 1)
    assert len(windows._windows) == 1


def test_what_counts_for_nothing_delays_nobody() -> None:
    clock = Clock(0.0)
    windows = SlidingWindows(clock)
    windows.add("k", 60, 0)
    clock.now = 50
    windows.add("k", 60, 1)
    assert windows.wait("k", 60) == 60


def test_short_period_forgets_nothing_of_a_long_one() -> None:
    clock = Clock(0.0)
    windows = SlidingWindows(clock)
    windows.add("k", 60, 1)
    clock.now = 30
    assert (windows.used("k", 1), windows.used("k", 60)) == (0, 1)


def test_ended_quotas_are_swept() -> None:
    clock = Clock(0.0)
    windows = FixedWindows(clock)
    lasting = windows.usage("lasting", 0, 0)
    for number in range(SWEEP_ABOVE):
        windows.usage(str(number), 300, 0)
    clock.now = 301
    windows.usage("new", 300, 0)
    assert (len(windows._usages), windows.usage("lasting", 0, 0)) == (2, lasting)


def test_periods_are_counted_from_their_start() -> None:
    clock = Clock(1000.0)
    windows = FixedWindows(clock)
    usage = windows.usage("k", 300, start=50)
    assert (usage.ends, windows.wait(usage)) == (1250, 250)


def test_place_is_free_once_left() -> None:
    concurrency = Concurrency()
    assert [concurrency.enter("k", 1), concurrency.enter("k", 1)] == [True, False]
    concurrency.leave("k")
    assert concurrency.enter("k", 1)
