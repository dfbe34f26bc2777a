import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest

from local.services.database import open_database
from local.services.errors import Refusal
from local.services.orders.placement import Placement, WantedOrder
from local.services.orders.seed import SCHEMA
from local.sqlite import Connection


def seed(connection: Connection) -> None:
    connection.execute("INSERT INTO products VALUES ('kettle', 'Kettle', 'https://images/kettle', 1999)")
    connection.execute("INSERT INTO products VALUES ('piano', 'Piano', 'https://images/piano', 100000)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture
def placement(path: Path, clock: SimpleNamespace) -> Placement:
    return Placement(open_database(path, SCHEMA, seed), {"alice": "Alice Larsen"}, clock.read)


def wanted(product_id: str = "kettle", quantity: int = 1) -> WantedOrder:
    return WantedOrder.model_validate({"lines": [{"productId": product_id, "quantity": quantity}]})


def placed(placement: Placement, key: str = "key", user_id: str = "alice", **line: Any) -> dict[str, Any]:
    _, document = placement.place(user_id, key, wanted(**line))
    order: dict[str, Any] = json.loads(document)
    return order


def refusal(placement: Placement, key: str = "key", **line: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        placement.place("alice", key, wanted(**line))
    return caught.value


def test_order_takes_names_and_prices_from_the_catalogue(placement: Placement) -> None:
    order = placed(placement, quantity=3)
    assert (order["userId"], order["status"], order["total"]) == ("alice", "placed", "59.97")
    assert order["lines"][0]["name"] == "Kettle"
    assert order["shippingAddress"]["recipient"] == "Alice Larsen"


def test_order_is_placed_at_the_time_of_the_clock(placement: Placement) -> None:
    order = placed(placement)
    assert order["placedAt"] == order["updatedAt"] == order["history"][0]["at"] == "2025-10-09T08:53:20Z"


def test_user_outside_the_directory_can_order(placement: Placement) -> None:
    assert placed(placement, user_id="stranger")["shippingAddress"]["recipient"] == "Customer"


def test_later_order_has_a_later_id(placement: Placement) -> None:
    assert placed(placement, "one")["id"] < placed(placement, "two")["id"]


def test_same_key_and_body_place_one_order(placement: Placement) -> None:
    assert placement.place("alice", "key", wanted()) == placement.place("alice", "key", wanted())


def test_replay_survives_a_restart(placement: Placement, path: Path, clock: SimpleNamespace) -> None:
    restarted = Placement(open_database(path, SCHEMA, seed), {}, clock.read)
    assert placement.place("alice", "key", wanted()) == restarted.place("alice", "key", wanted())


def test_twins_in_different_processes_place_one_order(path: Path, clock: SimpleNamespace) -> None:
    placements = [Placement(open_database(path, SCHEMA, seed), {}, clock.read) for _ in range(8)]
    together = Barrier(len(placements))

    def twin(placement: Placement) -> tuple[str, str]:
        together.wait()
        return placement.place("alice", "key", wanted())

    with ThreadPoolExecutor(len(placements)) as threads:
        assert len(set(threads.map(twin, placements))) == 1


def test_same_key_with_another_body_is_refused(placement: Placement) -> None:
    placed(placement)
    refused = refusal(placement, quantity=2)
    assert (refused.status, refused.code) == (422, "idempotency_key_reused")


def test_keys_belong_to_their_user(placement: Placement) -> None:
    assert placed(placement)["id"] != placed(placement, user_id="bob")["id"]


def test_key_is_kept_for_24_hours(placement: Placement, clock: SimpleNamespace) -> None:
    first = placed(placement)
    clock.now += 24 * 60 * 60 - 1
    assert placed(placement) == first
    clock.now += 1
    assert placed(placement)["id"] > first["id"]


def test_unknown_product_is_refused(placement: Placement) -> None:
    refused = refusal(placement, product_id="dragon")
    assert (refused.status, refused.code) == (422, "unknown_product")
    assert "dragon" in refused.message


def test_total_above_100_000_is_refused(placement: Placement) -> None:
    lines = [{"productId": "piano", "quantity": 50}] * 2
    exact = WantedOrder.model_validate({"lines": lines})
    assert json.loads(placement.place("alice", "exact", exact)[1])["total"] == "100000.00"
    above = WantedOrder.model_validate({"lines": [*lines, {"productId": "kettle", "quantity": 1}]})
    with pytest.raises(Refusal, match=re.escape("an order may not exceed EUR 100000.00")) as caught:
        placement.place("alice", "above", above)
    assert (caught.value.status, caught.value.code) == (422, "order_rejected")


def test_refused_order_does_not_use_up_its_key(placement: Placement) -> None:
    refusal(placement, product_id="dragon")
    assert placed(placement, product_id="kettle")["status"] == "placed"
