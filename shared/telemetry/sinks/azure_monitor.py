"""Azure Monitor, by Microsoft's exporter alone: its distro would instrument what we instrument ourselves.

With `APPLICATIONINSIGHTS_AUTHENTICATION_STRING` set, as `infra/` does, it signs in with the managed identity.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shared.telemetry.points import Metric
from shared.telemetry.spans import RecordedSpan

if TYPE_CHECKING:
    from shared.telemetry.sinks.azure_exporters import AzureExporters

# Under these names the exporter takes them for its own standard metrics and drops service, channel and route.
_TAKEN = ("http.server.request.duration", "http.client.request.duration")
RENAMED = {name: f"portico.{name}" for name in _TAKEN}


class AzureMonitor:
    """The Application Insights resource of a connection string."""

    span_seconds = 5.0
    metric_seconds = 60.0

    def __init__(self, connection_string: str, resource: Mapping[str, str]) -> None:
        self._connection_string = connection_string
        self._resource = resource

    def send_spans(self, spans: Sequence[RecordedSpan]) -> None:
        self._exporters.export_spans(spans)

    def send_metrics(self, metrics: Sequence[Metric]) -> None:
        self._exporters.export_metrics(metrics, RENAMED)

    @cached_property
    def _exporters(self) -> "AzureExporters":
        from shared.telemetry.sinks.azure_exporters import (  # noqa: PLC0415 - half a second of imports
            AzureExporters,
        )

        return AzureExporters(self._connection_string, self._resource)
