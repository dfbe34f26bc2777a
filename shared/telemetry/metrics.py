"""What a function app counts and measures (docs/adr/0009-telemetry.md has the table).

Without an exporter a point costs next to nothing. Attributes have few values: channels, routes, services.
"""

from opentelemetry import metrics

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
BYTES = (1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)

_meter = metrics.get_meter("portico.bff")

invocation_duration = _meter.create_histogram(
    "http.server.request.duration", "s", explicit_bucket_boundaries_advisory=SECONDS
)
call_duration = _meter.create_histogram(
    "http.client.request.duration", "s", explicit_bucket_boundaries_advisory=SECONDS
)
bytes_fetched = _meter.create_histogram(
    "http.client.response.body.size", "By", explicit_bucket_boundaries_advisory=BYTES
)
partial_answers = _meter.create_counter("portico.answers.partial", "{answer}")
joins = _meter.create_counter("portico.single_flight.joins", "{call}")
breaker_transitions = _meter.create_counter("portico.breaker.transitions", "{transition}")
shed_requests = _meter.create_counter("portico.requests.shed", "{request}")
session_events = _meter.create_counter("portico.session.events", "{event}")
