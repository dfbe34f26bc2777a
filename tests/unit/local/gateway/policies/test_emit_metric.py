"""emit-metric."""

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


async def test_metric_is_an_event_of_the_request_s_span(shop: Shop, spans: InMemorySpanExporter) -> None:
    shop.policy(
        "<emit-metric name='orders' value='2.5'>"
        "<dimension name='API ID'/><dimension name='Tier' value='gold'/></emit-metric>"
    )
    await shop.get()
    assert dict(spans.get_finished_spans()[-1].events[0].attributes or {}) == {
        "name": "orders",
        "namespace": "API Management",
        "value": 2.5,
        "dimension.API ID": "shop",
        "dimension.Tier": "gold",
    }


def test_unknown_dimension_without_a_value_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="the dimension 'Tier' needs a value"):
        shop.policy("<emit-metric name='orders'><dimension name='Tier'/></emit-metric>")
