"""What an operation answers and refuses, as its OpenAPI document has it."""

import json
from http import HTTPStatus
from typing import Any

import pytest

from desktop_bff import orders as desktop
from desktop_bff.exports.endpoints import ExportEndpoints
from mobile_bff import orders as mobile
from shared.openapi import document
from shared.operation import Endpoint, Operation


def described(
    method: str, endpoint: Endpoint, status: HTTPStatus = HTTPStatus.OK, path: str = "orders", **of: Any
) -> dict[str, Any]:
    operation = Operation(method, path, endpoint, frozenset(), 1, status)
    api = json.loads(document("mobile", "Mobile", [operation], **of))
    return dict(api["paths"][f"/{path}"][method.lower()]["responses"])


def test_a_cached_get_may_answer_that_nothing_has_changed() -> None:
    responses = described("GET", mobile.list_orders, cached=True)
    assert "content" not in responses["304"]
    for status in ("200", "304"):
        assert {"ETag", "X-Cache"} <= responses[status]["headers"].keys()
    assert "304" not in described("POST", mobile.place_order, HTTPStatus.CREATED, cached=True)


def test_a_get_that_is_never_cached_has_no_etag() -> None:
    responses = described("GET", desktop.list_orders)
    assert "304" not in responses
    assert "ETag" not in responses["200"]["headers"]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (HTTPStatus.CREATED, {"Location"}),
        (HTTPStatus.ACCEPTED, {"Operation-Location", "Retry-After"}),
        (HTTPStatus.SEE_OTHER, {"Location"}),
        (HTTPStatus.FOUND, {"Location"}),
    ],
)
def test_an_answer_that_leads_elsewhere_says_in_which_header(status: HTTPStatus, headers: set[str]) -> None:
    responses = described("POST", mobile.place_order, status)
    assert responses[str(status.value)]["headers"].keys() == headers | {"X-Correlation-Id"}


def test_a_refusal_says_when_to_ask_again_and_which_request_it_was() -> None:
    responses = described("GET", mobile.list_orders)
    assert all("X-Correlation-Id" in response["headers"] for response in responses.values())
    waiting = {status for status, response in responses.items() if "Retry-After" in response["headers"]}
    assert waiting == {"429", "502", "503", "504"}


def test_a_problem_that_an_endpoint_is_annotated_with_is_among_its_refusals() -> None:
    content = described("GET", ExportEndpoints.get_export_content, HTTPStatus.SEE_OTHER, "exports/{id}")
    assert content["409"]["description"] == "What was asked for is not ready yet."
    assert "409" not in described("GET", ExportEndpoints.get_export, path="exports/{id}")


def test_how_far_an_export_is_says_when_to_ask_again() -> None:
    status = described("GET", ExportEndpoints.get_export, path="exports/{id}")["200"]
    assert "Retry-After" in status["headers"]


def test_a_channel_of_applications_tells_what_remains() -> None:
    responses = described("GET", mobile.list_orders, role="Orders.Read.All")
    assert all("RateLimit" in response["headers"] for response in responses.values())


@pytest.mark.parametrize(
    ("path", "role", "statuses"),
    [
        ("/health", "", {"200", "400", "500", "503", "504"}),
        ("/openapi.json", "", {"200", "400", "500", "503", "504"}),
        ("/openapi.json", "Orders.Read.All", {"200", "400", "401", "429", "500", "503", "504"}),
    ],
)
def test_what_every_channel_has_may_be_refused_too(path: str, role: str, statuses: set[str]) -> None:
    api = json.loads(document("partner", "Partner", [], role))
    responses = api["paths"][path]["get"]["responses"]
    assert responses.keys() == statuses
    assert all("X-Correlation-Id" in response["headers"] for response in responses.values())
