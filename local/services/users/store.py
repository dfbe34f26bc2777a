"""The users as rows: the whole document, and the card of id, name and email that everyone may see."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from local.services.database import open_database
from local.services.directory import User, address_of
from local.services.documents import to_json
from local.sqlite import Connection

SCHEMA = "CREATE TABLE users (id TEXT PRIMARY KEY, card TEXT NOT NULL, document TEXT NOT NULL);"
LOCALES = ("en-GB", "de-DE", "fr-FR", "sv-SE", "it-IT", "es-ES", "pl-PL")


class UserStore:
    """Reads users as JSON text."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cards(self, ids: list[str]) -> list[str]:
        return [card for card, _ in self._several(ids)]

    def documents(self, ids: list[str]) -> list[str]:
        return [document for _, document in self._several(ids)]

    def _several(self, ids: list[str]) -> Iterable[tuple[str, str]]:
        """The users among these ids, in the order of their id."""
        return self._connection.execute(
            "SELECT card, document FROM users WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [to_json(ids)],
        )


def open_users(path: Path, users: list[User]) -> UserStore:
    """The store in a file, seeded with these users when there is none."""

    def seed(connection: Connection) -> None:
        rows = (
            (user.id, to_json(_card(user)), to_json(_document(number, user)))
            for number, user in enumerate(users)
        )
        connection.executemany("INSERT INTO users VALUES (?, ?, ?)", rows)

    return UserStore(open_database(path, SCHEMA, seed))


def _card(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "email": user.email}


def _document(number: int, user: User) -> dict[str, Any]:
    return {
        **_card(user),
        "phone": f"+44 20 7946 0{number:03d}",  # numbers that the regulator keeps for fiction
        "locale": LOCALES[number % len(LOCALES)],
        "createdAt": f"2022-{number % 12 + 1:02d}-{number % 28 + 1:02d}T09:00:00Z",
        "addresses": [{"kind": "home", **address_of(user.id, user.name)}],
        "preferences": {"newsletter": number % 2 == 0, "currency": "EUR", "theme": "light"},
    }
