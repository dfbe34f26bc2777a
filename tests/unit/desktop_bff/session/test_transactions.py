"""Logins under way, in a cookie of the browser that began them."""

from typing import Any

import pytest

from desktop_bff.session import cookies
from desktop_bff.session.sealing import Sealer
from desktop_bff.session.transactions import LIFETIME_SECONDS, MOST, Transaction, Transactions, split
from tests.clock import Clock

NOW = Clock().now
SEALER = Sealer({"key-1": bytes(32)})
SCOPE = [f"api://portico-desktop/{name}" for name in ("orders.read", "orders.write", "catalog.read")]


def transaction(number: int = 0, return_url: str = "/app/", now: float = NOW) -> Transaction:
    """Of the sizes that msal gives."""
    flow: dict[str, Any] = {
        "state": f"state-{number}".ljust(22, "x"),
        "nonce": 22 * "n",
        "code_verifier": 43 * "v",
        "scope": [*SCOPE, "openid", "profile", "offline_access"],
        "auth_uri": "not kept",
    }
    return Transaction.of(flow, return_url, 43 * "f", now)


def sent(line: str) -> dict[str, str]:
    """The Cookie header of a browser that was sent this Set-Cookie."""
    return {"cookie": line.partition(";")[0]}


@pytest.fixture
def transactions() -> Transactions:
    return Transactions(SEALER, Clock())


def test_what_is_written_is_read_back(transactions: Transactions) -> None:
    under_way = [transaction(1), transaction(2)]
    assert transactions.read(sent(transactions.cookie(under_way))) == under_way


def test_the_newest_are_kept(transactions: Transactions) -> None:
    under_way = [transaction(number) for number in range(MOST + 2)]
    assert transactions.read(sent(transactions.cookie(under_way))) == under_way[-MOST:]


def test_as_many_of_the_longest_as_a_cookie_can_hold_are_kept(transactions: Transactions) -> None:
    under_way = [transaction(number, "/" + 500 * "x") for number in range(MOST)]
    line = transactions.cookie(under_way)
    assert len(line.partition(";")[0]) - 1 <= cookies.MAX_BYTES
    assert transactions.read(sent(line)) == under_way
    longer = [transaction(number, "/" + 900 * "x") for number in range(MOST)]
    assert transactions.read(sent(transactions.cookie(longer))) == longer[1:]


def test_one_that_fits_into_no_cookie_is_not_kept(transactions: Transactions) -> None:
    assert transactions.cookie([transaction(0, "/" + 9000 * "x")]) == cookies.deleted(cookies.LOGIN)


def test_none_under_way_deletes_the_cookie(transactions: Transactions) -> None:
    assert transactions.cookie([]) == cookies.deleted(cookies.LOGIN)


def test_a_cookie_of_another_key_purpose_or_shape_holds_none(transactions: Transactions) -> None:
    other_key = Transactions(Sealer({"key-1": bytes([1]) * 32})).cookie([transaction()])
    line = transactions.cookie([transaction()])
    damaged = [line[:60] + ("A" if line[60] != "A" else "B") + line[61:], line[:200], f"{cookies.LOGIN}=A"]
    session = line.replace(cookies.LOGIN, cookies.SESSION)
    for header in [sent(each) for each in (other_key, session, *damaged)] + [{}, {"cookie": "x"}]:
        assert transactions.read(header) == []


def test_a_cookie_sealed_before_the_keys_were_rotated_is_read() -> None:
    old = Transactions(SEALER).cookie([transaction()])
    rotated = Transactions(Sealer({"key-2": bytes([2]) * 32, "key-1": bytes(32)}))
    assert rotated.read(sent(old)) == [transaction()]


def test_ten_minutes_are_enough_for_a_login(transactions: Transactions) -> None:
    assert not transactions.expired(transaction(now=NOW - LIFETIME_SECONDS))
    assert transactions.expired(transaction(now=999.0 - LIFETIME_SECONDS))


def test_a_state_finds_its_transaction_and_leaves_the_others() -> None:
    first, second = transaction(1), transaction(2)
    assert split([first, second], second.state) == (second, [first])


@pytest.mark.parametrize("state", ["", "x", transaction(1).state[:-1], "ü"])
def test_another_state_finds_none(state: str) -> None:
    assert split([transaction(1)], state) == (None, [transaction(1)])


def test_no_secret_of_a_login_is_in_what_is_printed() -> None:
    shown = repr(transaction())
    assert not {transaction().state, 22 * "n", 43 * "v"} & set(shown.replace("'", " ").split())
