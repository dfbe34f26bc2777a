import hashlib
from pathlib import Path

import pytest

from local.services.database import open_database
from local.services.directory import read_users
from local.services.orders.seed import SCHEMA, seed
from local.sqlite import Connection

USERS = read_users(Path("local/directory.json"))


@pytest.fixture(scope="module")
def connection(databases: Path) -> Connection:
    """The orders service's database, whose seeded orders are in a view: other tests may have placed more."""
    connection = open_database(databases / "orders.db", SCHEMA, lambda connection: seed(connection, USERS))
    connection.execute("CREATE TEMP VIEW seeded AS SELECT * FROM orders WHERE number <= 20000")
    return connection


def test_there_are_20_000_orders_of_all_users(connection: Connection) -> None:
    counted = connection.execute("SELECT count(*), count(DISTINCT user_id) FROM seeded")
    assert counted.fetchone() == (20_000, 50)


@pytest.mark.parametrize("login", ["alice", "bob", "carol"])
def test_named_users_have_many_pages(connection: Connection, login: str) -> None:
    (user_id,) = [user.id for user in USERS if user.login == login]
    counted = connection.execute("SELECT count(*) FROM seeded WHERE user_id = ?", (user_id,))
    assert counted.fetchone()[0] >= 300


def test_every_status_occurs(connection: Connection) -> None:
    found = connection.execute("SELECT DISTINCT status FROM seeded ORDER BY status")
    assert [status for (status,) in found] == ["cancelled", "delivered", "paid", "placed", "shipped"]


def test_documents_are_1_5_to_2_5_kilobytes(connection: Connection) -> None:
    sizes = connection.execute(
        "SELECT min(octet), max(octet) FROM (SELECT length(CAST(document AS BLOB)) AS octet FROM seeded)"
    )
    smallest, largest = sizes.fetchone()
    assert smallest >= 1_500
    assert largest <= 2_500


def test_columns_repeat_what_the_document_says(connection: Connection) -> None:
    differing = connection.execute(
        "SELECT count(*) FROM seeded WHERE (id, user_id, status, placed_at, updated_at) IS NOT"
        " (document ->> 'id', document ->> 'userId', document ->> 'status',"
        " document ->> 'placedAt', document ->> 'updatedAt')"
    )
    assert differing.fetchone() == (0,)


def test_seed_is_the_same_every_time(connection: Connection) -> None:
    digest = hashlib.sha256()
    for (document,) in connection.execute("SELECT document FROM seeded ORDER BY number"):
        digest.update(document.encode())
    assert digest.hexdigest()[:16] == "521da69f785714bc"
