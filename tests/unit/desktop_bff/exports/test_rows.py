"""Lines of an export: what a spreadsheet and a program read in them."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from desktop_bff.exports.rows import COLUMNS, Order, header, lines

ORDER = {
    "id": "ord_0000000001",
    "userId": "user-1",
    "status": "paid",
    "placedAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-02T00:00:00Z",
    "total": "12.50",
    "currency": "EUR",
    "lines": [{"productId": "prd_0001", "name": "Lamp", "quantity": 2, "unitPrice": "6.25"}],
    "shippingAddress": {
        "recipient": "Alice Larsen",
        "street": "1 Mill Lane",
        "postalCode": "01000",
        "city": "Lyon",
        "country": "FR",
    },
}


def order(**changes: object) -> Order:
    return convert(ORDER | changes, Order)


def cells(*orders: Order) -> list[dict[str, str]]:
    text = (header("csv") + lines(orders, "csv")).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_csv_line_tells_the_order_in_the_columns_of_the_header() -> None:
    (row,) = cells(order())
    assert tuple(row) == COLUMNS
    assert (row["id"], row["total"], row["quantity"], row["products"]) == (
        "ord_0000000001",
        "12.50",
        "2",
        "2 x Lamp",
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(start: str) -> None:
    address = ORDER["shippingAddress"] | {"recipient": f'{start}HYPERLINK("http://evil.test")'}  # type: ignore[operator]
    (row,) = cells(order(shippingAddress=address))
    assert row["recipient"].startswith(f"'{start}")


def test_a_negative_amount_stays_a_number() -> None:
    assert cells(order(total="-5.00"))[0]["total"] == "-5.00"


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_cell_or_becomes_a_formula(city: str, street: str) -> None:
    address = ORDER["shippingAddress"] | {"city": city, "street": street}  # type: ignore[operator]
    rows = cells(order(shippingAddress=address), order())
    assert len(rows) == 2
    assert rows[0]["city"].removeprefix("'").replace("\r\n", "\n") == city.removeprefix("'").replace(
        "\r\n", "\n"
    )
    assert not rows[0]["street"].startswith(("=", "+", "@", "\t", "\r", "\n"))


def test_an_ndjson_line_is_the_order_as_json() -> None:
    content = lines([order(), order(id="ord_0000000002")], "ndjson").decode()
    documents = [json.loads(line) for line in content.splitlines()]
    assert documents == [ORDER, ORDER | {"id": "ord_0000000002"}]
    assert header("ndjson") == b""
