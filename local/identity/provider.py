"""The parts every endpoint works with, and the addresses they publish."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from joserfc.jwk import RSAKey

from local.identity.client_assertions import UsedAssertions
from local.identity.client_keys import trusted_client_keys
from local.identity.config import IdentityConfig
from local.identity.database import Database
from local.identity.directory import Directory
from local.identity.drills import Drills
from local.identity.grants import Grants
from local.identity.sessions import Sessions
from local.identity.signing_keys import SigningKeys


@dataclass(frozen=True)
class Provider:
    config: IdentityConfig
    directory: Directory
    signing_keys: SigningKeys
    client_keys: dict[str, RSAKey]
    sessions: Sessions
    grants: Grants
    used_assertions: UsedAssertions
    drills: Drills
    clock: Callable[[], float]

    @classmethod
    def open(cls, config: IdentityConfig, clock: Callable[[], float]) -> Self:
        directory = Directory.load(config.directory, config.public_url)
        database = Database(config.state / "identity.db")
        return cls(
            config=config,
            directory=directory,
            signing_keys=SigningKeys(config.state / "signing_keys.json"),
            client_keys=trusted_client_keys(config.state, directory),
            sessions=Sessions(database, clock),
            grants=Grants(database, clock),
            used_assertions=UsedAssertions(database, clock),
            drills=Drills(),
            clock=clock,
        )

    @property
    def issuer(self) -> str:
        return f"{self.config.issuer_url}/{self.directory.tenant_id}/v2.0"

    def server_url(self, endpoint: str) -> str:
        """Where servers call an endpoint: https."""
        return f"{self.config.issuer_url}/{self.directory.tenant_id}/{endpoint}"

    def page_url(self, endpoint: str) -> str:
        """Where a browser meets an endpoint: plain http on this machine."""
        return f"{self.config.page_url}/{self.directory.tenant_id}/{endpoint}"
