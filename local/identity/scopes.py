"""Reading a `scope` parameter: which resource it names, and which of its scopes a client may have."""

from dataclasses import dataclass

from local.identity.directory import App, Directory
from local.identity.errors import OAuthError

OPENID_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
DEFAULT = ".default"


@dataclass(frozen=True)
class RequestedScope:
    """One resource, the names asked of it (which may be `.default`), and the OpenID scopes beside them."""

    resource: App
    prefix: str
    names: tuple[str, ...]
    openid: frozenset[str]

    @property
    def delegated(self) -> tuple[str, ...]:
        """The scopes a token carries; `.default` is all the resource has."""
        return self.resource.scopes if DEFAULT in self.names else self.names

    @property
    def granted(self) -> str:
        """What the token endpoint answers: msal looks a token up in its cache by these very words."""
        names = dict.fromkeys([*self.delegated, *self.names])
        return " ".join(
            [*(f"{self.prefix}/{name}" for name in names), *sorted(self.openid - {"offline_access"})]
        )


def requested_scope(directory: Directory, text: str) -> RequestedScope:
    """Entra's syntax: `api://orders/read` or `<client id>/read`, of one resource only."""
    words = list(dict.fromkeys(text.split()))
    split = [word.rpartition("/") for word in words if word not in OPENID_SCOPES]
    prefixes = {prefix for prefix, _, _ in split}
    if len(prefixes) != 1:
        raise OAuthError("invalid_scope", 70011, "The scope must name exactly one resource.")
    prefix, names = prefixes.pop(), tuple(name for _, _, name in split)
    resource = directory.resource(prefix)
    if resource is None or not set(names) <= {*resource.scopes, DEFAULT}:
        raise OAuthError("invalid_scope", 70011, "The scope names a resource or a scope that does not exist.")
    return RequestedScope(resource, prefix, names, OPENID_SCOPES.intersection(words))


def delegated_scope(directory: Directory, client: App, text: str) -> RequestedScope:
    """What a client asks for in a user's name; it must be pre-authorised on the resource."""
    scope = requested_scope(directory, text)
    if scope.resource.name not in client.delegated:
        raise OAuthError(
            "invalid_grant",
            65001,
            f"Nobody consented to '{client.name}' calling '{scope.resource.name}' for a user.",
            suberror="consent_required",
        )
    return scope


def application_scope(directory: Directory, text: str) -> RequestedScope:
    """What a client asks for in its own name; only `.default` will do."""
    scope = requested_scope(directory, text)
    if scope.names != (DEFAULT,) or scope.openid:
        raise OAuthError("invalid_scope", 1002012, "Client credentials need the scope '<resource>/.default'.")
    return scope
