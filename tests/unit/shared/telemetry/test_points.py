"""Counters and histograms behind OpenTelemetry's API."""

from concurrent.futures import ThreadPoolExecutor

from shared.telemetry.points import Points

ORDERS, USERS = {"peer.service": "orders"}, {"peer.service": "users"}


def test_values_add_up_by_attributes_until_they_are_collected() -> None:
    points = Points()
    joins = points.get_meter("test").create_counter("joins", "{call}")
    joins.add(1, ORDERS)
    joins.add(2, ORDERS)
    joins.add(5, USERS)
    (metric,) = points.collect()
    assert (metric.name, metric.unit, metric.bounds) == ("joins", "{call}", ())
    assert {dict(key)["peer.service"]: point.total for key, point in metric.points.items()} == {
        "orders": 3,
        "users": 5,
    }
    assert points.collect() == []


def test_a_value_on_a_bound_belongs_below_it() -> None:
    points = Points()
    durations = points.get_meter("test").create_histogram(
        "took", "s", explicit_bucket_boundaries_advisory=[0.1, 1]
    )
    for seconds in (0.05, 0.1, 0.5, 1, 7):
        durations.record(seconds)
    (point,) = points.collect()[0].points.values()
    assert (point.buckets, point.count, point.low, point.high) == ([2, 2, 1], 5, 0.05, 7)
    assert round(point.total, 9) == 8.65


def test_one_collection_begins_where_the_last_one_ended() -> None:
    points = Points()
    joins = points.get_meter("test").create_counter("joins")
    collected = []
    for _ in range(2):
        joins.add(1)
        collected += points.collect()
    first, second = collected
    assert first.since <= first.until == second.since <= second.until


def test_no_value_is_lost_between_threads() -> None:
    points = Points()
    joins = points.get_meter("test").create_counter("joins")
    total = 0.0
    with ThreadPoolExecutor(4) as threads:
        adding = [threads.submit(lambda: [joins.add(1) for _ in range(2_000)]) for _ in range(4)]
        while not all(task.done() for task in adding):
            total += sum(point.total for metric in points.collect() for point in metric.points.values())
    total += sum(point.total for metric in points.collect() for point in metric.points.values())
    assert total == 8_000
