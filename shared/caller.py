"""Who is calling, after the BFF's own check of the access token."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from shared.problems import InsufficientScope


@dataclass(frozen=True)
class Caller:
    """An authenticated caller: a user of a client when it has scopes, the client itself when only roles."""

    tenant_id: str
    object_id: str
    client_id: str
    name: str
    scopes: frozenset[str]
    roles: frozenset[str]
    assertion: str = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """Who it is, whatever token or client is used."""
        return self.tenant_id, self.object_id

    @cached_property
    def assertion_digest(self) -> bytes:
        """The token as a key to what was got with it, computed once: a caller makes many upstream calls."""
        return hashlib.sha256(self.assertion.encode()).digest()

    def require_scopes(self, scopes: frozenset[str]) -> None:
        """Raises InsufficientScope unless the caller was granted every one of them."""
        if missing := sorted(scopes - self.scopes):
            raise InsufficientScope(f"The access token lacks the scope {' '.join(missing)}.")

    def require_role(self, role: str) -> None:
        """Raises InsufficientScope unless the caller is an application that has the role."""
        if self.scopes or role not in self.roles:
            raise InsufficientScope(f"This needs an application's own access token with the role {role}.")
