"""The people of the tenant's directory, and where they live."""

import random
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from local.serving import read_config

_STREETS = (
    "Harbour Street",
    "Mill Lane",
    "Rue des Lilas",
    "Gartenweg",
    "Via Roma",
    "Calle Mayor",
    "Storgatan",
)
_CITIES = (
    ("Hamburg", "20095", "DE"),
    ("Lyon", "69002", "FR"),
    ("Malmö", "211 20", "SE"),
    ("Torino", "10121", "IT"),
    ("Zaragoza", "50001", "ES"),
    ("Utrecht", "3511 AB", "NL"),
    ("Łódź", "90-001", "PL"),
)


class User(BaseModel):
    """A person of the directory; `id` is the `oid` of their tokens."""

    model_config = ConfigDict(frozen=True)

    id: str
    login: str
    name: str
    email: str


class _Directory(BaseModel):
    users: list[User]


def read_users(path: Path) -> list[User]:
    """Everyone in the directory file, in its order."""
    return read_config(path, _Directory).users


def address_of(user_id: str, name: str) -> dict[str, Any]:
    """The postal address of a person, the same one every time."""
    choice = random.Random(user_id)  # noqa: S311 - sample data, no secret
    city, postal_code, country = choice.choice(_CITIES)
    return {
        "recipient": name,
        "street": f"{choice.randint(1, 180)} {choice.choice(_STREETS)}",
        "postalCode": postal_code,
        "city": city,
        "country": country,
    }
