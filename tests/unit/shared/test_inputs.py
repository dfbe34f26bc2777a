"""Strict input: what is refused, and that the refusal names it."""

import contextlib
import json

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.inputs import (
    MAX_BODY_BYTES,
    IdPath,
    Input,
    PageNumber,
    SearchText,
    read_body,
    read_idempotency_key,
    read_path,
    read_query,
)
from shared.problems import (
    IdempotencyKeyMissing,
    InvalidRequest,
    NotFound,
    TooLarge,
    UnsupportedMediaType,
)


class Query(Input):
    page: PageNumber = 1
    q: SearchText | None = None


class Line(Input):
    quantity: int


class Order(Input):
    lines: tuple[Line, ...]


def test_parameters_left_out_take_their_defaults() -> None:
    assert read_query(Query, "http://bff.test/orders") == Query(page=1, q=None)


def test_a_page_number_is_read() -> None:
    assert read_query(Query, "http://bff.test/orders?page=9999").page == 9999


@pytest.mark.parametrize(
    "value", ["", "0", "-1", "+1", "01", "1.0", "10000", "1e3", " 1", "1%20", "٣", "0x1", "true", "1_0"]
)
def test_a_page_number_is_digits_from_1_to_9999(value: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_query(Query, f"http://bff.test/orders?page={value}")
    assert refused.value.parameter == "page"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=1&page=1", "page"),
        ("size=5", "size"),
        ("PAGE=1", "PAGE"),
        ("q=", "q"),
        ("page", "page"),
        ("q=" + "x" * 101, "q"),
    ],
)
def test_repeated_unknown_empty_and_long_parameters_are_refused_by_name(query: str, parameter: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_query(Query, f"http://bff.test/orders?{query}")
    assert refused.value.parameter == parameter


@pytest.mark.parametrize("query", ["q=%ff", "&".join(f"a{number}=1" for number in range(50))])
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(InvalidRequest):
        read_query(Query, f"http://bff.test/orders?{query}")


@given(st.text(max_size=200))
def test_any_query_is_read_or_refused_never_anything_else(query: str) -> None:
    with contextlib.suppress(InvalidRequest):
        read_query(Query, f"http://bff.test/orders?{query}")


@pytest.mark.parametrize("value", ["", "a" * 65, "../x", "a b", "é", "a\n"])
def test_a_path_that_names_nothing_is_not_found(value: str) -> None:
    with pytest.raises(NotFound):
        read_path(IdPath, {"id": value})


def post(body: bytes, content_type: str = "application/json") -> func.HttpRequest:
    return func.HttpRequest(
        "POST", "http://bff.test/orders", headers={"content-type": content_type}, body=body
    )


def test_a_json_body_is_read() -> None:
    order = read_body(Order, post(b'{"lines":[{"quantity":2}]}', "application/json; charset=utf-8"))
    assert order.lines[0].quantity == 2


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/jsonx"])
def test_a_body_of_another_media_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_body(Order, post(b'{"lines":[]}', content_type))


def test_a_body_above_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_body(Order, post(b" " * (MAX_BODY_BYTES + 1)))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lines": [{"quantity": "2"}]}, "lines[0].quantity"),
        ({"lines": [{"quantity": 1.5}]}, "lines[0].quantity"),
        ({"lines": [{"quantity": True}]}, "lines[0].quantity"),
        ({"lines": [{}]}, "lines[0].quantity"),
        ({"lines": [], "note": "x"}, "note"),
        ({}, "lines"),
        ([], None),
    ],
)
def test_a_body_that_does_not_fit_is_refused_by_field(body: object, field: str | None) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_body(Order, post(json.dumps(body).encode()))
    assert refused.value.parameter == field


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000 + b"]" * 100_000, b"NaN"])
def test_a_body_that_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises((InvalidRequest, TooLarge)):
        read_body(Order, post(body))


@pytest.mark.parametrize("header", ["abc", '"abc"'])
def test_an_idempotency_key_is_the_same_quoted_or_not(header: str) -> None:
    assert read_idempotency_key(header) == "abc"


@pytest.mark.parametrize("header", [None, ""])
def test_an_idempotency_key_must_be_there(header: str | None) -> None:
    with pytest.raises(IdempotencyKeyMissing):
        read_idempotency_key(header)


@pytest.mark.parametrize("header", ["a b", "x" * 256, "é", "a\x00", "\x7f"])
def test_an_idempotency_key_is_visible_ascii(header: str) -> None:
    with pytest.raises(InvalidRequest):
        read_idempotency_key(header)
