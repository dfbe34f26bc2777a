"""Spans and metrics as Azure Monitor's ingestion endpoint gets them."""

import json
from typing import Any

import pytest
from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

from shared.telemetry.points import Points
from shared.telemetry.sinks.azure_exporters import ExportFailed
from shared.telemetry.sinks.azure_monitor import AzureMonitor
from shared.telemetry.spans import RecordedSpan, Spans
from tests.unit.shared.telemetry.sinks.conftest import Receiver

TRACK = "/v2.1/track"


@pytest.fixture
def azure(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """Takes everything; the exporter is told, as in `infra/`, to report nothing about itself to Microsoft."""
    for name in ("STATSBEAT_DISABLED_ALL", "SDKSTATS_DISABLED", "CONTROLPLANE_DISABLED"):
        monkeypatch.setenv(f"APPLICATIONINSIGHTS_{name}", "true")
    accepted = {"itemsReceived": 1, "itemsAccepted": 1, "errors": []}
    receiver.answers[TRACK] = json.dumps(accepted).encode()
    return receiver


@pytest.fixture
def sink(azure: Receiver) -> AzureMonitor:
    key = "00000000-0000-4000-8000-000000000000"
    connection_string = f"InstrumentationKey={key};IngestionEndpoint={azure.url}/"
    return AzureMonitor(connection_string, {"service.name": "portico-mobile", "service.instance.id": "one"})


def of_type(receiver: Receiver, name: str) -> list[dict[str, Any]]:
    envelopes = [envelope for batch in receiver.at(TRACK) for envelope in batch]
    return [envelope for envelope in envelopes if envelope["data"]["baseType"] == name]


def test_an_invocation_is_a_request_and_an_upstream_call_a_dependency_of_the_service(
    azure: Receiver, sink: AzureMonitor
) -> None:
    recorded: list[RecordedSpan] = []
    tracer = Spans(recorded.append).get_tracer("test")
    route = {"http.route": "/mobile/home", "error.type": "upstream_timeout"}
    server = tracer.start_span("mobile_get_home", kind=SpanKind.SERVER, attributes=route)
    call = tracer.start_span("GET orders", set_span_in_context(server), SpanKind.CLIENT)
    call.set_attributes({"peer.service": "orders", "portico.breaker": "open"})
    call.end()
    server.set_status(StatusCode.ERROR)
    server.end()
    sink.send_spans(recorded)
    (request,), (dependency,) = of_type(azure, "RequestData"), of_type(azure, "RemoteDependencyData")
    assert {sent["tags"]["ai.cloud.role"] for sent in (request, dependency)} == {"portico-mobile"}
    assert request["tags"]["ai.operation.id"] == dependency["tags"]["ai.operation.id"]
    assert dependency["tags"]["ai.operation.parentId"] == request["data"]["baseData"]["id"]
    assert dependency["data"]["baseData"]["target"] == "orders"
    assert dependency["data"]["baseData"]["properties"] == {"portico.breaker": "open"}
    assert request["data"]["baseData"]["success"] is False
    assert request["data"]["baseData"]["properties"] == {
        "portico.http.route": "/mobile/home",
        "portico.error.type": "upstream_timeout",
    }


def test_metrics_keep_their_attributes(azure: Receiver, sink: AzureMonitor) -> None:
    """The exporter would replace those of a metric that has a standard metric's name."""
    points = Points()
    meter = points.get_meter("test")
    late = {"peer.service": "orders", "error.type": "ReadTimeout"}
    meter.create_histogram(
        "http.client.request.duration", "s", explicit_bucket_boundaries_advisory=[1]
    ).record(0.25, late)
    meter.create_counter("portico.requests.shed").add(2, {"portico.channel": "mobile"})
    sink.send_metrics(points.collect())
    sent = [envelope["data"]["baseData"] for envelope in of_type(azure, "MetricData")]
    assert [
        (data["metrics"][0]["name"], data["metrics"][0]["value"], data["properties"]) for data in sent
    ] == [
        ("portico.http.client.request.duration", 0.25, late),
        ("portico.requests.shed", 2, {"portico.channel": "mobile"}),
    ]


def test_what_is_not_taken_is_an_error(azure: Receiver, sink: AzureMonitor) -> None:
    azure.status = 400
    points = Points()
    points.get_meter("test").create_counter("portico.requests.shed").add(1)
    with pytest.raises(ExportFailed):
        sink.send_metrics(points.collect())
