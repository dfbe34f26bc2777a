"""The messages of OTLP, as far as they are used here, in the shape of its JSON encoding.

Dictionaries, since a batch holds thousands of them and models cost ten times as much. What a sender leaves
out is left out here too.
"""

from pydantic import ConfigDict, TypeAdapter, with_config
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict  # typing's own cannot be validated before Python 3.12

DELTA = 1
"""The aggregation temporality of values that each tell what happened since the one before."""
FAILED = 2
"""The status code of a span that failed."""

message = with_config(ConfigDict(alias_generator=to_camel))


@message
class AnyValue(TypedDict, total=False):
    """At most one of these."""

    string_value: str
    bool_value: bool
    int_value: int
    double_value: float
    array_value: "ArrayValue"
    kvlist_value: "KeyValueList"
    bytes_value: str


@message
class ArrayValue(TypedDict, total=False):
    values: list[AnyValue]


@message
class KeyValue(TypedDict, total=False):
    key: str
    value: AnyValue


@message
class KeyValueList(TypedDict, total=False):
    values: list[KeyValue]


@message
class Resource(TypedDict, total=False):
    attributes: list[KeyValue]


@message
class Status(TypedDict, total=False):
    code: int


@message
class Event(TypedDict, total=False):
    name: str
    attributes: list[KeyValue]


@message
class Span(TypedDict, total=False):
    """Ids are text, in the encoding of the message; times are nanoseconds since the epoch."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    kind: int
    start_time_unix_nano: int
    end_time_unix_nano: int
    attributes: list[KeyValue]
    events: list[Event]
    status: Status


@message
class ScopeSpans(TypedDict, total=False):
    spans: list[Span]


@message
class ResourceSpans(TypedDict, total=False):
    resource: Resource
    scope_spans: list[ScopeSpans]


@message
class Traces(TypedDict, total=False):
    """ExportTraceServiceRequest."""

    resource_spans: list[ResourceSpans]


@message
class DataPoint(TypedDict, total=False):
    """NumberDataPoint and HistogramDataPoint."""

    attributes: list[KeyValue]
    time_unix_nano: int
    as_double: float
    as_int: int
    sum: float
    bucket_counts: list[int]
    explicit_bounds: list[float]


@message
class Data(TypedDict, total=False):
    """Sum and Histogram."""

    data_points: list[DataPoint]
    aggregation_temporality: int


@message
class Metric(TypedDict, total=False):
    """At most one kind of data."""

    name: str
    sum: Data
    histogram: Data
    gauge: Data
    exponential_histogram: Data
    summary: Data


@message
class ScopeMetrics(TypedDict, total=False):
    metrics: list[Metric]


@message
class ResourceMetrics(TypedDict, total=False):
    resource: Resource
    scope_metrics: list[ScopeMetrics]


@message
class Metrics(TypedDict, total=False):
    """ExportMetricsServiceRequest."""

    resource_metrics: list[ResourceMetrics]


TRACES = TypeAdapter(Traces)
METRICS = TypeAdapter(Metrics)
