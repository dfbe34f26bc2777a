"""OTLP over HTTP, as the OpenTelemetry protocol specification 1.x describes it."""
