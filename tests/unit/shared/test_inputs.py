"""Strict input: what is refused, and that the refusal names it."""

import contextlib
import json
from typing import Annotated

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BeforeValidator

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


def test_a_number_too_long_is_told_how_long_it_may_be() -> None:
    with pytest.raises(InvalidRequest, match="of at most four digits"):
        read_query(Query, "http://bff.test/orders?page=10000")


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


def failing(value: object) -> object:
    """A validator that lets out what it was told."""
    return int("secret")


class Failing(Input):
    x: Annotated[object, BeforeValidator(failing)]


def test_an_exceptions_text_is_never_told() -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_query(Failing, "http://bff.test/orders?x=1")
    assert refused.value.detail == "The query parameter x is not valid: it has another form."


@given(st.text(max_size=200))
def test_any_query_is_read_or_refused_never_anything_else(query: str) -> None:
    with contextlib.suppress(InvalidRequest):
        read_query(Query, f"http://bff.test/orders?{query}")


@pytest.mark.parametrize("value", ["", "a" * 65, "../x", "a b", "é", "a\n"])
def test_a_path_that_names_nothing_is_not_found(value: str) -> None:
    with pytest.raises(NotFound):
        read_path(IdPath, {"id": value})


def post(body: bytes, content_type: str = "application/json", coding: str | None = None) -> func.HttpRequest:
    headers = {"content-type": content_type} | ({} if coding is None else {"content-encoding": coding})
    return func.HttpRequest("POST", "http://bff.test/orders", headers=headers, body=body)


def test_a_json_body_is_read() -> None:
    order = read_body(Order, post(b'{"lines":[{"quantity":2}]}', "application/json; charset=utf-8"))
    assert order.lines[0].quantity == 2


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/jsonx"])
def test_a_body_of_another_media_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_body(Order, post(b'{"lines":[]}', content_type))


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "rubbish"])
def test_a_body_that_is_encoded_is_refused(coding: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="Content-Encoding"):
        read_body(Order, post(b'{"lines":[]}', coding=coding))


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
def test_a_body_that_is_said_to_be_as_it_is_is_read(coding: str) -> None:
    assert read_body(Order, post(b'{"lines":[]}', coding=coding)) == Order(lines=())


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


LONGEST = "1" * 4300  # digits that Python makes a number of


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"lines":[{"quantity":1}],"lines":[{"quantity":2}]}', "lines"),
        ('{"lines":[{"quantity":1,"quantity":1}]}', "quantity"),
        (r'{"lines":[{"quantity":1,"quantit\u0079":2}]}', "quantity"),
        (f'{{"lines":[{{"quantity":{LONGEST},"quantity":1}}]}}', "quantity"),
        ('{"lines":' + "[" * 150 + "]" * 150 + ',"lines":[]}', "lines"),
    ],
    ids=["object", "nested", "escaped", "long", "deep"],
)
def test_a_field_given_twice_is_refused_by_name(body: str, field: str) -> None:
    with pytest.raises(InvalidRequest, match="it is given more than once") as refused:
        read_body(Order, post(body.encode()))
    assert refused.value.parameter == field


@pytest.mark.parametrize("former", ["[" * 30_000 + "]" * 30_000, LONGEST + "1"], ids=["deep", "long"])
def test_a_field_given_twice_is_refused_whatever_it_was_first(former: str) -> None:
    body = f'{{"lines":{former},"lines":[]}}'.encode()
    with pytest.raises(InvalidRequest):
        read_body(Order, post(body))


@pytest.mark.parametrize("header", ["abc", '"abc"'])
def test_an_idempotency_key_is_the_same_quoted_or_not(header: str) -> None:
    assert read_idempotency_key(header) == "abc"


def test_an_idempotency_key_in_quotes_may_have_a_comma() -> None:
    assert read_idempotency_key('"a,b"') == "a,b"


@pytest.mark.parametrize("header", [None, ""])
def test_an_idempotency_key_must_be_there(header: str | None) -> None:
    with pytest.raises(IdempotencyKeyMissing):
        read_idempotency_key(header)


@pytest.mark.parametrize("header", ["a b", "x" * 256, "é", "a\x00", "\x7f"])
def test_an_idempotency_key_is_visible_ascii(header: str) -> None:
    with pytest.raises(InvalidRequest):
        read_idempotency_key(header)


@pytest.mark.parametrize("header", ["k1,k2", "k1, k2", '"k1","k2"', '"k1', '"', ","])
def test_two_idempotency_keys_are_refused(header: str) -> None:
    """Hosts join the values of a header that is given twice with a comma."""
    with pytest.raises(InvalidRequest):
        read_idempotency_key(header)
