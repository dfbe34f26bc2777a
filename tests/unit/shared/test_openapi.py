"""What API Management needs of an OpenAPI document."""

import json
from http import HTTPStatus
from typing import Any

import pytest

from desktop_bff import orders as desktop
from mobile_bff import orders as mobile
from shared.openapi import document
from shared.operation import Endpoint, Operation


def described(
    method: str, path: str, endpoint: Endpoint, status: HTTPStatus = HTTPStatus.OK
) -> dict[str, Any]:
    operation = Operation(method, path, endpoint, frozenset({"orders.read"}), 1, status)
    return dict(json.loads(document("mobile", "Mobile", [operation])))


def test_parameters_stand_inline_with_their_bounds() -> None:
    api = described("GET", "orders", mobile.list_orders)
    assert api["paths"]["/orders"]["get"]["parameters"] == [
        {
            "name": "page",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1},
        }
    ]


def test_an_operation_names_its_scopes_and_schemas_by_reference() -> None:
    operation = described("GET", "orders", mobile.list_orders)["paths"]["/orders"]["get"]
    assert operation["security"] == [{"bearer": ["orders.read"]}]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/OrdersScreen"}


def test_a_member_that_may_be_absent_is_not_required_and_never_null() -> None:
    schemas = described("GET", "orders", mobile.list_orders)["components"]["schemas"]
    assert "nextLink" not in schemas["OrdersScreen"]["required"]
    assert schemas["OrdersScreen"]["properties"]["nextLink"] == {"type": "string"}


def test_a_member_that_may_be_null_is_required() -> None:
    schemas = described("GET", "orders", desktop.list_orders)["components"]["schemas"]
    assert "buyer" in schemas["OrderRow"]["required"]
    assert {"type": "null"} in schemas["OrderRow"]["properties"]["buyer"]["anyOf"]


def test_a_post_has_its_body_key_and_refusals() -> None:
    api = described("POST", "orders", mobile.place_order, HTTPStatus.CREATED)
    operation = api["paths"]["/orders"]["post"]
    assert operation["requestBody"]["required"] is True
    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "429"} <= operation["responses"].keys()
    assert api["components"]["schemas"]["NewOrder"]["additionalProperties"] is False


@pytest.mark.parametrize("path", ["/health", "/openapi.json"])
def test_public_operations_ask_for_nothing(path: str) -> None:
    api = described("GET", "orders", mobile.list_orders)
    assert "security" not in api
    assert "security" not in api["paths"][path]["get"]


def test_a_channel_of_applications_names_its_role_and_the_key() -> None:
    operation = Operation("GET", "orders", mobile.list_orders, frozenset(), 1, HTTPStatus.OK)
    api = json.loads(document("partner", "Partner", [operation], "Orders.Read.All"))
    assert api["paths"]["/orders"]["get"]["security"] == [
        {"bearer": ["Orders.Read.All"], "subscriptionKey": []}
    ]
    assert api["paths"]["/openapi.json"]["get"]["security"] == [{"subscriptionKey": []}]
    assert "security" not in api["paths"]["/health"]["get"]
    key = api["components"]["securitySchemes"]["subscriptionKey"]
    assert (key["in"], key["name"]) == ("header", "Ocp-Apim-Subscription-Key")
