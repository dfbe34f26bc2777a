from bench.samples import Result, Spread


def test_a_spread_is_the_median_and_the_extremes() -> None:
    assert Spread.of([5.0, 1.0, 3.0]) == Spread(median=3.0, low=1.0, high=5.0)


def test_a_quantity_that_was_not_measured_has_no_spread() -> None:
    assert Result("Portico", [{"p50": 1.0}]).spread("p95") is None
