"""The role for everybody's orders."""

from shared.caller import Caller
from shared.problems import InsufficientScope

ROLE = "Orders.Read.All"


def require_read_all(caller: Caller) -> None:
    """Raises InsufficientScope unless the caller, a user too, has the role."""
    if ROLE not in caller.roles:
        raise InsufficientScope(f"Everybody's orders need the role {ROLE}.")
