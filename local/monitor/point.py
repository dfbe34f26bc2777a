"""A data point of a metric: what happened since the point before it (delta temporality)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """A counter's `total`, or a histogram's `count`, `total` and number of values in each bucket.

    `time` is in seconds since the epoch; bucket `n` holds values up to `bounds[n]`, the last one the rest.
    """

    time: float
    service: str
    name: str
    attributes: Mapping[str, Any]
    total: float
    count: int = 0
    bounds: tuple[float, ...] = ()
    buckets: tuple[int, ...] = ()
