"""trace."""

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.unit.local.gateway.conftest import Shop


@pytest.mark.parametrize("content", ["<message>seen</message><metadata name='code' value='7'/>", "seen"])
async def test_message_is_an_event_of_the_request_s_span(
    shop: Shop, spans: InMemorySpanExporter, content: str
) -> None:
    shop.policy(f"<trace source='test' severity='error'>{content}</trace>")
    await shop.get()
    event = spans.get_finished_spans()[-1].events[0]
    assert event.name == "trace"
    assert (
        dict(event.attributes or {}).items()
        >= {"source": "test", "severity": "error", "message": "seen"}.items()
    )
