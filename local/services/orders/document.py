"""An order as the document that is stored and answered, 1.5 to 2.5 kB of JSON for up to five lines."""

from dataclasses import dataclass
from typing import Any

from local.services.catalogue import money

VAT_PERCENT = 20
CARRIERS = ("DHL", "DPD", "GLS", "PostNord", "UPS")
WAREHOUSES = (
    {"id": "wh_ham", "name": "Hamburg Altona", "country": "DE", "timeZone": "Europe/Berlin"},
    {"id": "wh_lys", "name": "Lyon Gerland", "country": "FR", "timeZone": "Europe/Paris"},
    {"id": "wh_wro", "name": "Wrocław Bielany", "country": "PL", "timeZone": "Europe/Warsaw"},
)
NOTES = {
    "placed": "Order received and confirmed to the customer by email.",
    "paid": "Payment captured by the payment provider.",
    "shipped": "Parcel handed over to the carrier at the warehouse.",
    "delivered": "Parcel delivered; the carrier holds a signature.",
    "cancelled": "Cancelled at the customer's request before payment was captured.",
}
RETURNS = {
    "days": 30,
    "address": "Portico Returns, Hafenstraße 12, 20095 Hamburg, DE",
    "terms": "Unused and in the box it came in; the label is in the parcel and costs nothing.",
}


@dataclass(frozen=True)
class Line:
    """One product of an order; its price is in euro cents."""

    product_id: str
    name: str
    thumbnail_url: str
    price: int
    quantity: int


@dataclass(frozen=True)
class Order:
    """What an order's document is made from; the history is (status, RFC 3339 time), oldest first."""

    number: int
    user_id: str
    address: dict[str, Any]
    lines: list[Line]
    history: list[tuple[str, str]]

    @property
    def id(self) -> str:
        """Ids sort as the orders were placed."""
        return f"ord_{self.number:010d}"

    @property
    def status(self) -> str:
        return self.history[-1][0]

    @property
    def placed_at(self) -> str:
        return self.history[0][1]

    @property
    def updated_at(self) -> str:
        return self.history[-1][1]

    @property
    def total(self) -> int:
        return sum(line.price * line.quantity for line in self.lines)

    def document(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "userId": self.user_id,
            "status": self.status,
            "placedAt": self.placed_at,
            "updatedAt": self.updated_at,
            "currency": "EUR",
            "total": money(self.total),
            "lines": [_line(line) for line in self.lines],
            "shippingAddress": self.address,
            "billingAddress": self.address,
            "tax": _tax(self.total),
            "payment": self._payment(),
            "shipment": self._shipment(),
            "warehouse": WAREHOUSES[self.number % len(WAREHOUSES)],
            "returns": RETURNS,
            "history": [{"status": status, "at": at, "note": NOTES[status]} for status, at in self.history],
        }

    def _payment(self) -> dict[str, Any]:
        return {
            "method": "card" if self.number % 4 else "invoice",
            "provider": "Example Payments",
            "reference": f"pay_{self.number:010d}",
            "statementText": f"PORTICO SHOP {self.number:010d}",
            "terms": "Due on placement; refunds go back to the same means of payment within 14 days.",
        }

    def _shipment(self) -> dict[str, Any]:
        carrier = CARRIERS[self.number % len(CARRIERS)]
        tracking = f"{carrier[:2].upper()}{self.number:012d}"
        return {
            "carrier": carrier,
            "service": "express" if self.number % 7 == 0 else "standard",
            "trackingNumber": tracking,
            "trackingUrl": f"https://track.example.com/{carrier.lower()}/{tracking}",
            "parcels": 1 + len(self.lines) // 4,
            "instructions": "Leave with a neighbour on the same floor if nobody answers; never outdoors.",
        }


def _line(line: Line) -> dict[str, Any]:
    return {
        "productId": line.product_id,
        "name": line.name,
        "thumbnailUrl": line.thumbnail_url,
        "quantity": line.quantity,
        "unitPrice": money(line.price),
    }


def _tax(total: int) -> dict[str, Any]:
    """The VAT that the total, a gross amount, contains."""
    net = round(total * 100 / (100 + VAT_PERCENT))
    return {"kind": "VAT", "ratePercent": VAT_PERCENT, "net": money(net), "amount": money(total - net)}
