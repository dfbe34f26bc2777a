"""Access keys, and the authorisation level each of them grants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest, digest

from azure.functions import AuthLevel

from local.errors import StartError


@dataclass(frozen=True, slots=True)
class Keys:
    """The master key, the host's keys by name, and the keys of single functions by function and name."""

    master: str = field(repr=False)
    host: Mapping[str, str] = field(default_factory=dict, repr=False)
    functions: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for keys in ({"": self.master}, self.host, *self.functions.values()):
            if not all(key and key.isascii() for key in keys.values()):
                raise StartError("an access key must be ASCII text and not empty")

    def level(self, key: str, function: str) -> AuthLevel:
        """The level `key` grants on `function`, found in constant time."""
        if not key.isascii():
            return AuthLevel.ANONYMOUS
        if compare_digest(key, self.master):
            return AuthLevel.ADMIN
        known = [*self.host.values(), *self.functions.get(function, {}).values()]
        matches = [compare_digest(key, candidate) for candidate in known]
        return AuthLevel.FUNCTION if any(matches) else AuthLevel.ANONYMOUS

    def system(self, extension: str) -> str:
        """The key to an extension's own endpoints; derived, so that a link with it outlives a restart."""
        return digest(self.master.encode(), extension.encode(), "sha256").hex()

    def opens_extension(self, key: str, extension: str) -> bool:
        return key.isascii() and (
            compare_digest(key, self.system(extension)) or compare_digest(key, self.master)
        )


def permits(granted: AuthLevel, needed: AuthLevel) -> bool:
    return needed is AuthLevel.ANONYMOUS or granted is needed or granted is AuthLevel.ADMIN
