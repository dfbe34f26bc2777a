"""Who is calling, and what they may do."""

from contextlib import nullcontext

import pytest

from shared.caller import Caller
from shared.problems import InsufficientScope

CALLER = Caller("tenant", "alice", "phone", "", frozenset({"orders.read"}), frozenset(), "secret-token")


def test_a_missing_scope_is_named() -> None:
    with pytest.raises(InsufficientScope, match=r"lacks the scope orders\.write"):
        CALLER.require_scopes(frozenset({"orders.read", "orders.write"}))


@pytest.mark.parametrize(
    ("scopes", "roles", "let_in"),
    [
        (set(), {"Orders.Read.All"}, True),
        (set(), {"Orders.Read"}, False),
        ({"orders.read"}, {"Orders.Read.All"}, False),
    ],
)
def test_a_role_is_an_applications_own(scopes: set[str], roles: set[str], let_in: bool) -> None:
    caller = Caller("tenant", "acme", "acme", "", frozenset(scopes), frozenset(roles), "token")
    with nullcontext() if let_in else pytest.raises(InsufficientScope, match=r"role Orders\.Read\.All"):
        caller.require_role("Orders.Read.All")


def test_a_caller_is_shown_without_their_token() -> None:
    assert "secret-token" not in repr(CALLER)
