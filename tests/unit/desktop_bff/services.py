"""The three services as a desktop test sees them: plain functions over a few documents."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.provider import ALICE

Service = Callable[[httpx.Request], httpx.Response]


def order(number: int, *product_ids: str, user_id: str = ALICE) -> dict[str, Any]:
    return {
        "id": f"ord_{number}",
        "userId": user_id,
        "status": "paid",
        "placedAt": "2026-01-02T03:04:05Z",
        "total": "19.00",
        "currency": "EUR",
        "lines": [{"productId": product, "quantity": 1, "unitPrice": "9.50"} for product in product_ids],
        "shippingAddress": {
            "recipient": "Alice Larsen",
            "street": "1 High Street",
            "postalCode": "1234",
            "city": "Oslo",
            "country": "NO",
        },
        "history": [{"status": "placed", "at": "2026-01-02T03:04:05Z", "note": "Order received"}],
    }


def orders_service(*orders: dict[str, Any], total: int | None = None) -> Service:
    def answer(request: httpx.Request) -> httpx.Response:
        page, size = int(request.url.params["page"]), int(request.url.params["size"])
        items = orders[(page - 1) * size : page * size]
        return httpx.Response(200, json={"items": items, "total": len(orders) if total is None else total})

    return answer


def by_ids(document: Callable[[str], dict[str, Any]]) -> Service:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"items": [document(id_) for id_ in request.url.params["ids"].split(",")]}
        )

    return answer


def product(product_id: str) -> dict[str, Any]:
    return {
        "id": product_id,
        "name": f"Product {product_id}",
        "price": "9.50",
        "currency": "EUR",
        "imageUrl": f"https://img/{product_id}",
    }


def user(user_id: str) -> dict[str, Any]:
    return {"id": user_id, "name": f"User {user_id}", "email": f"{user_id}@example.com"}


class Recorder:
    """Passes requests on and remembers them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.targets: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.targets.append(request.url.raw_path.decode())
        return self._service(request)
