from local.services.directory import address_of
from local.services.documents import to_json
from local.services.orders.document import Line, Order


def order(*lines: Line) -> Order:
    history = [("placed", "2025-01-01T00:00:00Z"), ("paid", "2025-01-02T00:00:00Z")]
    return Order(42, "alice", address_of("alice", "Alice"), list(lines), history)


LINE = Line("prd_0001", "Kettle", "https://images.example.com/t/prd_0001.webp", 19_99, 3)


def test_document_tells_what_clients_read() -> None:
    document = order(LINE, LINE).document()
    assert document["id"] == "ord_0000000042"
    assert document["userId"] == "alice"
    assert document["status"] == "paid"
    assert (document["placedAt"], document["updatedAt"]) == ("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z")
    assert (document["total"], document["currency"]) == ("119.94", "EUR")
    assert document["lines"][0] == {
        "productId": "prd_0001",
        "name": "Kettle",
        "thumbnailUrl": "https://images.example.com/t/prd_0001.webp",
        "quantity": 3,
        "unitPrice": "19.99",
    }


def test_tax_and_net_add_up_to_the_total() -> None:
    assert order(LINE).document()["tax"] == {
        "kind": "VAT",
        "ratePercent": 20,
        "net": "49.98",
        "amount": "9.99",
    }


def test_document_leaves_the_item_count_to_clients() -> None:
    assert "itemCount" not in order(LINE).document()


def test_ids_sort_as_orders_were_placed() -> None:
    ids = [Order(number, "", {}, [], []).id for number in (9, 10, 99_999, 100_000)]
    assert ids == sorted(ids)


def test_document_of_five_lines_is_between_1_5_and_2_5_kilobytes() -> None:
    assert len(to_json(order(LINE).document()).encode()) >= 1_500
    assert len(to_json(order(*[LINE] * 5).document()).encode()) <= 2_500
