"""Who is calling, after the BFF's own check of the access token."""

from dataclasses import dataclass, field

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

    def require_scopes(self, scopes: frozenset[str]) -> None:
        """Raises InsufficientScope unless the caller was granted every one of them."""
        if missing := sorted(scopes - self.scopes):
            raise InsufficientScope(f"The access token lacks the scope {' '.join(missing)}.")
