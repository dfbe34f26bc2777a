import json

import pytest
from pydantic import Field
from starlette.requests import Request
from starlette.types import Message

from local.services.errors import Refusal
from local.services.parameters import Ids, Input, Page, read_body, read_query


class Note(Input):
    note_text: str = Field(min_length=1)


def request(query: str = "", body: bytes = b"") -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    return Request({"type": "http", "query_string": query.encode(), "headers": []}, receive)


def test_page_starts_at_one_with_twenty_items() -> None:
    assert read_query(request(), Page) == Page(page="1", size="20")


def test_page_and_size_are_read() -> None:
    page = read_query(request("size=100&page=7"), Page)
    assert (page.page, page.size) == (7, 100)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("page=0", "page: must be a whole number from 1"),
        ("page=-1", "page: must be a whole number from 1"),
        ("page=%2B1", "page: must be a whole number from 1"),
        ("page=1.0", "page: must be a whole number from 1"),
        ("page=%D9%A3", "page: must be a whole number from 1"),
        ("page=1234567", "page: must be a whole number from 1"),
        ("size=101", "size: Input should be less than or equal to 100"),
        ("page=", "page: must not be empty"),
        ("page=1&page=2", "a parameter is repeated"),
        ("pages=1", "pages: Extra inputs are not permitted"),
    ],
)
def test_wrong_query_is_refused_with_the_reason(query: str, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_query(request(query), Page)
    assert (caught.value.status, caught.value.code, caught.value.message) == (400, "invalid_request", reason)


def test_ids_are_separated_by_commas() -> None:
    assert read_query(request("ids=a,b%2Cc"), Ids).ids == ["a", "b", "c"]


@pytest.mark.parametrize("ids", ["a,,b", "a,", "x" * 65, ",".join("a" * 101)])
def test_empty_long_or_too_many_ids_are_refused(ids: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_query(request(f"ids={ids}"), Ids)
    assert caught.value.status == 400


async def test_body_is_read_in_camel_case() -> None:
    assert (await read_body(request(body=b'{"noteText":"hello"}'), Note)).note_text == "hello"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"noteText":""}', b'{"noteText":"a","x":1}', b"\xff"]
)
async def test_wrong_body_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        await read_body(request(body=body), Note)
    assert (caught.value.status, caught.value.code) == (400, "invalid_request")


async def test_body_above_64_kib_is_refused() -> None:
    longest = 64 * 1024 - len(json.dumps({"noteText": ""}))
    assert await read_body(request(body=json.dumps({"noteText": "x" * longest}).encode()), Note)
    with pytest.raises(Refusal) as caught:
        await read_body(request(body=json.dumps({"noteText": "x" * (longest + 1)}).encode()), Note)
    assert (caught.value.status, caught.value.code) == (413, "too_large")
