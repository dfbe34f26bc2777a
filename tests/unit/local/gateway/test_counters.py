"""Sliding and fixed windows."""

from local.gateway.counters import SWEEP_ABOVE, Concurrency, FixedWindows, SlidingWindows


def test_wait_lasts_until_the_oldest_call_leaves() -> None:
    now = [100.0]
    windows = SlidingWindows(lambda: now[0])
    windows.add("k", 60, 1)
    now[0] = 130.5
    windows.add("k", 60, 1)
    assert (windows.used("k", 60), windows.wait("k")) == (2, 30)


def test_old_keys_are_swept() -> None:
    now = [0.0]
    windows = SlidingWindows(lambda: now[0])
    for number in range(SWEEP_ABOVE):
        windows.add(str(number), 60, 1)
    now[0] = 61
    windows.add("new", 60, 1)
    assert len(windows._windows) == 1


def test_periods_are_counted_from_their_start() -> None:
    now = [1000.0]
    windows = FixedWindows(lambda: now[0])
    usage = windows.usage("k", 300, start=50)
    assert (usage.ends, windows.wait(usage)) == (1250, 250)


def test_place_is_free_once_left() -> None:
    concurrency = Concurrency()
    assert [concurrency.enter("k", 1), concurrency.enter("k", 1)] == [True, False]
    concurrency.leave("k")
    assert concurrency.enter("k", 1)
