"""log-to-eventhub."""

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.unit.local.gateway.conftest import Shop


async def test_entry_is_recorded_without_its_content(shop: Shop, spans: InMemorySpanExporter) -> None:
    shop.policy("<log-to-eventhub logger-id='hub' partition-id='1'>secret</log-to-eventhub>")
    await shop.get()
    event = spans.get_finished_spans()[-1].events[0]
    assert dict(event.attributes or {}) == {"logger-id": "hub", "size": 6, "partition": "1"}
