"""Every request is recorded, refused ones too; one trace from the client to the upstream."""

import json
from typing import Any

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.system.conftest import Portico

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
CLIENT_SPAN = "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE_ID}-{CLIENT_SPAN}-01"

Spans = InMemorySpanExporter


def recorded(spans: Spans, name: str | None = None) -> list[dict[str, Any]]:
    documents = [json.loads(span.to_json()) for span in spans.get_finished_spans()]
    return [document for document in documents if name in (None, document["name"])]


async def test_the_callers_trace_goes_through_to_the_upstream(portico: Portico, spans: Spans) -> None:
    answer = await portico.get("/mobile/orders", traceparent=TRACEPARENT)
    assert answer.headers["X-Correlation-Id"] == TRACE_ID
    by_id = {span["context"]["span_id"]: span for span in recorded(spans)}
    assert {span["context"]["trace_id"] for span in by_id.values()} == {f"0x{TRACE_ID}"}
    path, step = list[str](), recorded(spans, "GET orders")[0]
    while step["parent_id"] in by_id:
        path.append(step["name"])
        step = by_id[step["parent_id"]]
    assert path[:2] == ["GET orders", "mobile_list_orders"]
    assert (step["name"], step["parent_id"]) == ("GET /mobile/orders", f"0x{CLIENT_SPAN}")


async def test_a_request_without_a_valid_trace_gets_one(portico: Portico, spans: Spans) -> None:
    for traceparent in ("", "rubbish", f"00-{'0' * 32}-{CLIENT_SPAN}-01"):
        spans.clear()
        answer = await portico.get("/mobile/orders", traceparent=traceparent)
        (span,) = recorded(spans, "GET /mobile/orders")
        assert span["context"]["trace_id"] == f"0x{answer.headers['X-Correlation-Id']}"


async def test_channel_status_and_cache_result_are_recorded(portico: Portico, spans: Spans) -> None:
    for login in ("alice", "alice", None):
        await portico.get("/mobile/orders", login=login)
    attributes = [span["attributes"] for span in recorded(spans, "GET /mobile/orders")]
    assert {span["portico.channel"] for span in attributes} == {"mobile"}
    assert [span["http.response.status_code"] for span in attributes] == [200, 200, 401]
    assert [span["portico.cache"] for span in attributes[:2]] == ["miss", "hit"]


async def test_no_token_or_name_is_in_any_attribute(portico: Portico, spans: Spans) -> None:
    await portico.get("/mobile/home")
    everything = json.dumps(recorded(spans))
    assert await portico.token() not in everything
    assert "Alice" not in everything
