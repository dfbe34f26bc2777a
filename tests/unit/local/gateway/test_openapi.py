"""Operations of an OpenAPI document."""

from typing import Any

import pytest

from local.gateway.openapi import Example, UnusableDocument, operations


def document(**operation: Any) -> dict[str, Any]:
    return {"paths": {"/orders": {"parameters": [], "get": {"operationId": "list-orders", **operation}}}}


def test_operation_has_its_id_method_and_template() -> None:
    (operation,) = operations(document(summary="Orders"))
    assert (operation.id, operation.method, operation.template) == ("list-orders", "GET", "/orders")
    assert operation.name == "Orders"


def test_examples_are_those_of_each_response() -> None:
    content = {"application/json": {"examples": {"one": {"value": [1]}}}, "text/csv": {}}
    (operation,) = operations(document(responses={"200": {"content": content}, "204": {}, "default": {}}))
    assert operation.responses == (
        Example(200, "application/json", [1]),
        Example(200, "text/csv"),
        Example(204, ""),
    )


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (None, "has no 'paths'"),
        ({"/a": {"get": {}}}, "GET /a has no operationId"),
        (
            {"/a": {"get": {"operationId": "x"}}, "/b": {"get": {"operationId": "x"}}},
            "operationId is repeated",
        ),
    ],
)
def test_document_without_usable_operations_is_refused(paths: object, message: str) -> None:
    with pytest.raises(UnusableDocument, match=message):
        operations({"paths": paths})
