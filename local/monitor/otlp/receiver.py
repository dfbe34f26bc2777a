"""POST /v1/traces and /v1/metrics: exports into the history."""

from collections.abc import Iterable
from typing import TypeVar

from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.monitor.errors import Refusal, Unusable
from local.monitor.history import History
from local.monitor.otlp.content import JSON, PROTOBUF, Export, Kind, read
from local.monitor.otlp.messages import METRICS, TRACES
from local.monitor.otlp.metrics import points_of
from local.monitor.otlp.traces import spans_of

T = TypeVar("T")

MOST_AT_ONCE = 16
RETRY_SECONDS = 1
_TRACES = Kind(ExportTraceServiceRequest, TRACES)
_METRICS = Kind(ExportMetricsServiceRequest, METRICS)


class Receiver:
    """Takes a bounded number of exports at a time: exporters come again with what was refused."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._free = MOST_AT_ONCE

    def routes(self) -> list[Route]:
        return [
            Route("/v1/traces", self._traces, methods=["POST"]),
            Route("/v1/metrics", self._metrics, methods=["POST"]),
        ]

    async def _traces(self, request: Request) -> Response:
        export = await self._read(request, _TRACES)
        spans, refused = _sorted_out(spans_of(export.message, export.hexadecimal))
        self._history.spans.add(spans)
        return _answer(export, "rejectedSpans", refused, ExportTraceServiceResponse())

    async def _metrics(self, request: Request) -> Response:
        export = await self._read(request, _METRICS)
        points, refused = _sorted_out(points_of(export.message))
        self._history.points.add(points)
        return _answer(export, "rejectedDataPoints", refused, ExportMetricsServiceResponse())

    async def _read(self, request: Request, kind: Kind[T]) -> Export[T]:
        if self._free <= 0:
            raise Refusal(503, "too many exports at once", RETRY_SECONDS)
        self._free -= 1
        try:
            return await read(request, kind)
        finally:
            self._free += 1


def _sorted_out(items: Iterable[T | Unusable]) -> tuple[list[T], list[Unusable]]:
    """What is of use, and what is not."""
    kept: list[T] = []
    refused: list[Unusable] = []
    for item in items:
        if isinstance(item, Unusable):
            refused.append(item)
        else:
            kept.append(item)
    return kept, refused


def _answer(export: Export[T], counter: str, refused: list[Unusable], message: Message) -> Response:
    """In the encoding of the request; empty when nothing was refused."""
    partial = {counter: str(len(refused)), "errorMessage": str(refused[-1])} if refused else None
    document = {"partialSuccess": partial} if partial else {}
    if export.media_type == JSON:
        return JSONResponse(document)
    return Response(ParseDict(document, message).SerializeToString(), media_type=PROTOBUF)
