"""Who is calling, and what they may do."""

import pytest

from shared.caller import Caller
from shared.problems import InsufficientScope

CALLER = Caller("tenant", "alice", "phone", "", frozenset({"orders.read"}), frozenset(), "secret-token")


def test_a_missing_scope_is_named() -> None:
    with pytest.raises(InsufficientScope, match=r"lacks the scope orders\.write"):
        CALLER.require_scopes(frozenset({"orders.read", "orders.write"}))


def test_a_caller_is_shown_without_their_token() -> None:
    assert "secret-token" not in repr(CALLER)
