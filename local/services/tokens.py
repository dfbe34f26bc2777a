"""The check of the bearer token of every request: who calls, and what the token allows."""

from collections.abc import Callable
from dataclasses import dataclass

from joserfc import jws
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from local.services.errors import Refusal
from local.services.signing_keys import SigningKeys

SCOPE = "access_as_user"
LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class Caller:
    """Who a valid token speaks for: a user when it carries scopes, otherwise an application."""

    oid: str
    scopes: frozenset[str]
    roles: frozenset[str]


class Claims(BaseModel):
    """The claims of an Entra access token that the services look at; times are epoch seconds."""

    model_config = ConfigDict(frozen=True, strict=True)

    iss: str
    aud: str
    exp: float = Field(allow_inf_nan=False)
    nbf: float = Field(default=0, allow_inf_nan=False)
    oid: str = Field(min_length=1)
    scp: str = ""
    roles: list[str] = []


class TokenCheck:
    """Turns the Authorization header into a Caller, or refuses it with 401 or 403.

    A user's token needs the scope `access_as_user`; an application's token needs `role`.
    """

    def __init__(
        self, issuer: str, audience: str, role: str, keys: SigningKeys, clock: Callable[[], float]
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._role = role
        self._keys = keys
        self._clock = clock

    async def __call__(self, authorization: str | None) -> Caller:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorised("token_missing", "a bearer token is required")
        claims = await self._verified(token)
        if not self._accepts(claims):
            raise _unauthorised("token_invalid", "the token is expired, early, or meant for another service")
        return self._authorised(Caller(claims.oid, frozenset(claims.scp.split()), frozenset(claims.roles)))

    async def _verified(self, token: str) -> Claims:
        """The claims of a token whose signature holds, with newer keys when it names an unknown one."""
        keys = await self._keys.current()
        try:
            try:
                return _claims(token, keys)
            except InvalidKeyIdError:
                return _claims(token, await self._keys.newer_than(keys))
        except (JoseError, ValidationError, TypeError) as error:
            raise _unauthorised("token_invalid", "the token cannot be verified") from error

    def _accepts(self, claims: Claims) -> bool:
        now = self._clock()
        return (
            claims.iss == self._issuer
            and claims.aud == self._audience
            and claims.nbf - LEEWAY_SECONDS <= now < claims.exp + LEEWAY_SECONDS
        )

    def _authorised(self, caller: Caller) -> Caller:
        if caller.scopes and SCOPE not in caller.scopes:
            raise Refusal(403, "insufficient_scope", f"the scope {SCOPE} is required")
        if not caller.scopes and self._role not in caller.roles:
            raise Refusal(403, "insufficient_scope", f"the role {self._role} is required")
        return caller


def _claims(token: str, keys: KeySet) -> Claims:
    return Claims.model_validate_json(jws.deserialize_compact(token, keys, algorithms=["RS256"]).payload)


def _unauthorised(code: str, message: str) -> Refusal:
    return Refusal(401, code, message, {"WWW-Authenticate": "Bearer"})
