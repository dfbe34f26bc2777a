"""What a call outside the upstreams leaves behind: the same span, and nothing of what was said."""

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared.telemetry.traced_transport import TracedTransport

TOKEN_ENDPOINT = "https://identity.test/token?secret=1"


def traced(answer: httpx.Response | Exception) -> httpx.AsyncClient:
    def respond(request: httpx.Request) -> httpx.Response:
        assert "traceparent" not in request.headers, "our ids are no business of another's service"
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.AsyncClient(transport=TracedTransport("identity", httpx.MockTransport(respond)))


async def test_an_answer_is_told_with_status_and_size_alone(spans: InMemorySpanExporter) -> None:
    answer = await traced(httpx.Response(400, text="secret")).post(TOKEN_ENDPOINT, content=b"secret")
    assert answer.text == "secret"
    (span,) = spans.get_finished_spans()
    assert (span.name, span.status.status_code) == ("POST identity", StatusCode.UNSET)
    assert span.attributes == {
        "peer.service": "identity",
        "http.request.method": "POST",
        "http.response.status_code": 400,
        "http.response.body.size": 6,
    }


async def test_no_answer_is_told_with_its_error_and_raised(spans: InMemorySpanExporter) -> None:
    error = httpx.ConnectTimeout("no connection in time")
    error.__cause__ = TimeoutError()
    with pytest.raises(httpx.ConnectTimeout):
        await traced(error).get(TOKEN_ENDPOINT)
    (span,) = spans.get_finished_spans()
    assert (span.name, span.status.status_code) == ("GET identity", StatusCode.ERROR)
    assert (span.attributes or {})["error.type"] == "ConnectTimeout"
