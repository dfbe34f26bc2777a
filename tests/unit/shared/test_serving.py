"""A failure's cause: in the log always, in the trace only where no caller's words can be in it."""

import json
from collections.abc import Callable

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.provider import Identity
from tests.unit.conftest import Bff

Spans = InMemorySpanExporter


def invocation(spans: Spans) -> dict[str, object]:
    (span,) = [span for span in spans.get_finished_spans() if span.name == "mobile_list_orders"]
    return dict(span.attributes or {})


def unreadable(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text="<html>")


async def test_the_cause_of_an_upstreams_failure_is_in_the_trace(
    bff: Callable[..., Bff], spans: Spans
) -> None:
    await bff(orders=unreadable).call("mobile_list_orders")
    assert str(invocation(spans)["portico.cause"]).startswith("DecodeError('JSON is malformed")


async def test_a_token_that_is_not_granted_is_told_with_the_providers_word_for_it(
    bff: Callable[..., Bff], identity: Identity, spans: Spans
) -> None:
    refusal = {"error": "invalid_scope", "error_codes": [70011], "error_description": "secret"}
    identity.exchange = httpx.Response(400, json=refusal)
    response = await bff().call("mobile_list_orders")
    assert (response.status_code, json.loads(response.get_body())["code"]) == (502, "upstream_failed")
    assert invocation(spans)["portico.cause"] == "LookupError('token endpoint: invalid_scope [70011]')"


async def test_of_a_failure_that_nobody_foresaw_only_its_kind_is_in_the_trace(
    bff: Callable[..., Bff], spans: Spans
) -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise RuntimeError("secret of the house")

    await bff(orders=broken).call("mobile_list_orders")
    assert invocation(spans)["portico.cause"] == "RuntimeError"


@pytest.mark.parametrize(("query", "token"), [("?page=secret", None), ("", "secret")])
async def test_what_a_caller_did_wrong_is_not_in_the_trace(
    bff: Callable[..., Bff], spans: Spans, query: str, token: str | None
) -> None:
    response = await bff().call("mobile_list_orders", query, token=token)
    assert response.status_code in (400, 401)
    assert "portico.cause" not in invocation(spans)
