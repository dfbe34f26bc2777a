"""The BFF's own check of the access token.

The gateway has checked it already; the BFF checks again, so that a mistake in a policy or a call around the
gateway opens nothing. Facts: Entra ID v2.0 access tokens.
"""

import hashlib
import time
from collections.abc import Callable

from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict

from shared.caller import Caller
from shared.problems import TokenInvalid, TokenMissing
from shared.settings import ChannelSettings
from shared.token_verifier import TokenVerifier

MAX_REMEMBERED = 10_000
_REQUIRED_CLAIMS = ("nbf", "sub", "tid", "oid", "azp")


class Claims(BaseModel):
    """The claims a BFF reads, of the types Entra ID gives them."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    tid: str
    oid: str
    azp: str
    exp: float
    nbf: float
    name: str = ""
    scp: str = ""
    roles: list[str] = []


class Authenticator:
    """Turns an `Authorization` header into a Caller of one channel.

    A token that was found good is remembered, as a digest, until it expires: checking a signature costs more
    than all else that the BFF does before its first upstream call.
    """

    def __init__(
        self,
        channel: ChannelSettings,
        tenant_id: str,
        verifier: TokenVerifier,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._channel = channel
        self._tenant_id = tenant_id
        self._verifier = verifier
        self._clock = clock
        self._remembered: LRUCache[bytes, tuple[float, Caller]] = LRUCache(MAX_REMEMBERED)

    async def authenticate(self, authorization: str | None) -> Caller:
        """Raises TokenMissing or TokenInvalid; never says more than that about a token."""
        token = _bearer(authorization)
        digest = hashlib.sha256(token.encode()).digest()
        expires_at, caller = self._remembered.get(digest, (0.0, None))
        if caller and self._clock() < expires_at:
            return caller
        try:
            claims = await self._claims(token)
        except ValueError as error:
            raise TokenInvalid("The access token is not valid.") from error
        caller = _caller(claims, token)
        self._remembered[digest] = (claims.exp, caller)
        return caller

    async def _claims(self, token: str) -> Claims:
        decoded = await self._verifier.claims(token, self._channel.audience, _REQUIRED_CLAIMS)
        claims = Claims.model_validate(decoded)
        if claims.tid != self._tenant_id or claims.azp not in self._channel.clients:
            raise ValueError("a token of another tenant or for another client")
        if not (claims.scp or claims.roles):
            raise ValueError("not an access token: it grants nothing")
        return claims


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if not authorization or scheme.lower() != "bearer":
        raise TokenMissing("This resource needs a bearer access token.")
    return token.strip(" ")


def _caller(claims: Claims, token: str) -> Caller:
    return Caller(
        tenant_id=claims.tid,
        object_id=claims.oid,
        client_id=claims.azp,
        name=claims.name,
        scopes=frozenset(claims.scp.split()),
        roles=frozenset(claims.roles),
        assertion=token,
    )
