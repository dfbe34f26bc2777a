"""What a channel is built from, as one value: what it is told, whom it calls, what time it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.settings import Settings
from shared.transport import Transports

if TYPE_CHECKING:
    from shared.confidential_client import ConfidentialClient
    from shared.token_verifier import TokenVerifier


@dataclass(frozen=True)
class Environment:
    """Settings, the transports to services and identity provider, and the clock (epoch seconds)."""

    settings: Settings
    transports: Transports
    clock: Callable[[], float]

    @cached_property
    def token_verifier(self) -> "TokenVerifier":
        """One for all of the process: whoever verifies tokens shares the provider's keys."""
        from shared.signing_keys import SigningKeys  # noqa: PLC0415 - 40 ms that the first token pays
        from shared.token_verifier import TokenVerifier  # noqa: PLC0415

        keys = SigningKeys(self.settings.authority, self.transports.identity, self.clock)
        return TokenVerifier(self.settings.authority, keys, self.clock)

    def confidential_client(self, channel: str) -> "ConfidentialClient":
        """A channel as an application of the identity provider."""
        from shared.confidential_client import ConfidentialClient  # noqa: PLC0415 - who needs tokens pays

        own, authority = self.settings.channels[channel], self.settings.authority
        transport = self.transports.identity
        return ConfidentialClient(own.audience, own.assertion_key, authority, transport, self.clock)
