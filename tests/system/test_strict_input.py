"""Every input rule of the contract, through the whole pipe, on both channels."""

import gzip
import json
import uuid

import httpx
import pytest

from tests.system.conftest import Portico

LINE = {"productId": "prd_0001", "quantity": 1}


def assert_problem(answer: httpx.Response, status: int, code: str, parameter: str | None = None) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), problem
    assert problem.get("parameter") == parameter


BAD_PAGES = ["", "0", "-1", "%2B1", "01", "1.5", "10000", "abc", "1%20", "%D9%A3"]


@pytest.mark.parametrize("value", BAD_PAGES)
@pytest.mark.parametrize(
    "path", ["/mobile/orders", "/mobile/products", "/desktop/orders", "/desktop/products"]
)
async def test_a_page_is_digits_from_1_to_9999(portico: Portico, path: str, value: str) -> None:
    assert_problem(await portico.get(f"{path}?page={value}"), 400, "invalid_request", "page")


@pytest.mark.parametrize("value", [*BAD_PAGES, "11"])
async def test_pages_are_digits_from_1_to_10(portico: Portico, value: str) -> None:
    assert_problem(await portico.get(f"/desktop/orders?pages={value}"), 400, "invalid_request", "pages")


@pytest.mark.parametrize(
    ("target", "parameter"),
    [
        ("/mobile/orders?page=1&page=2", "page"),
        ("/mobile/orders?size=50", "size"),
        ("/mobile/orders?userId=bob", "userId"),
        ("/mobile/home?x=1", "x"),
        ("/mobile/products?q=", "q"),
        ("/desktop/orders?all=yes", "all"),
        ("/desktop/orders?all=", "all"),
        ("/desktop/dashboard?page=1", "page"),
    ],
)
async def test_unknown_repeated_and_empty_parameters_are_refused_by_name(
    portico: Portico, target: str, parameter: str
) -> None:
    assert_problem(await portico.get(target), 400, "invalid_request", parameter)


async def post(portico: Portico, channel: str, content: bytes, **headers: str) -> httpx.Response:
    sent = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4())} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return await portico.request("POST", f"/{channel}/orders", "alice", sent, content=content)


CHANNELS = pytest.mark.parametrize("channel", ["mobile", "desktop"])


@CHANNELS
@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [LINE] * 51}, "lines"),
        ({}, "lines"),
        ({"lines": [LINE], "note": "x"}, "note"),
        ({"lines": [LINE | {"price": "0.01"}]}, "lines[0].price"),
        ({"lines": [LINE, LINE | {"quantity": 0}]}, "lines[1].quantity"),
        ({"lines": [LINE | {"quantity": 100}]}, "lines[0].quantity"),
        ({"lines": [LINE | {"quantity": "1"}]}, "lines[0].quantity"),
        ({"lines": [LINE | {"quantity": 1.0}]}, "lines[0].quantity"),
        ({"lines": [LINE | {"productId": ""}]}, "lines[0].productId"),
        ({"lines": [LINE | {"productId": None}]}, "lines[0].productId"),
        ({"lines": "x"}, "lines"),
        ([LINE], None),
    ],
)
async def test_an_order_that_does_not_fit_is_refused_by_field(
    portico: Portico, channel: str, order: object, field: str | None
) -> None:
    answer = await post(portico, channel, json.dumps(order).encode())
    assert_problem(answer, 400, "invalid_request", field)


@CHANNELS
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", b'{"lines":'])
async def test_a_body_that_is_not_json_is_refused(portico: Portico, channel: str, body: bytes) -> None:
    assert_problem(await post(portico, channel, body), 400, "invalid_request")


@CHANNELS
async def test_a_field_given_twice_is_refused_by_name(portico: Portico, channel: str) -> None:
    lines = json.dumps([LINE])
    answer = await post(portico, channel, f'{{"lines":{lines},"lines":{lines}}}'.encode())
    assert_problem(answer, 400, "invalid_request", "lines")


@CHANNELS
async def test_a_body_above_64_kib_is_too_large(portico: Portico, channel: str) -> None:
    assert_problem(await post(portico, channel, b" " * 65_537), 413, "too_large")


@CHANNELS
@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""]
)
async def test_a_body_of_another_media_type_is_refused(
    portico: Portico, channel: str, media_type: str
) -> None:
    content = json.dumps({"lines": [LINE]}).encode()
    answer = await post(portico, channel, content, content_type=media_type)
    assert_problem(answer, 415, "unsupported_media_type")


@CHANNELS
async def test_a_body_that_is_encoded_is_refused(portico: Portico, channel: str) -> None:
    content = gzip.compress(json.dumps({"lines": [LINE]}).encode())
    answer = await post(portico, channel, content, content_encoding="gzip")
    assert_problem(answer, 415, "unsupported_media_type")


@CHANNELS
async def test_a_missing_key_is_refused(portico: Portico, channel: str) -> None:
    headers = {"content-type": "application/json"}
    answer = await portico.request("POST", f"/{channel}/orders", "alice", headers, json={"lines": [LINE]})
    assert_problem(answer, 400, "idempotency_key_missing")


@CHANNELS
@pytest.mark.parametrize("key", ["with space", "x" * 256, "tab\tkey", "two,keys"])
async def test_a_key_is_1_to_255_visible_ascii_characters(portico: Portico, channel: str, key: str) -> None:
    content = json.dumps({"lines": [LINE]}).encode()
    answer = await post(portico, channel, content, idempotency_key=key)
    assert_problem(answer, 400, "invalid_request", "Idempotency-Key")


@CHANNELS
async def test_an_id_nobody_has_is_not_found(portico: Portico, channel: str) -> None:
    for order_id in ("ord_9999999999", "x", "%2e%2e", "a%20b", "x" * 65):
        answer = await portico.get(f"/{channel}/orders/{order_id}")
        assert answer.status_code == 404, order_id
