"""Client assertions (RFC 7523): a confidential client proves itself with a JWT signed by its own key."""

import time
import uuid
from collections.abc import Callable

from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jwt import JWTClaimsRegistry

from local.identity.database import Database
from local.identity.jwt_verification import InvalidToken, verified_claims

ALGORITHMS = ("RS256", "PS256")
MAX_LIFETIME = 600
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def client_assertion(
    client_id: str, key: RSAKey, audience: str, clock: Callable[[], float] = time.time
) -> str:
    """An assertion good for five minutes and one request."""
    now = int(clock())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + 300,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode({"alg": "PS256"}, claims, key, ["PS256"])


class UsedAssertions:
    """The assertions already seen, until they expire: each is good once."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def accept(self, assertion: str, client_id: str, key: RSAKey, audiences: list[str]) -> None:
        """Raise InvalidToken unless the client signed it, for one of the audiences, to be used once."""
        now = int(self._clock())
        rules = JWTClaimsRegistry(
            now=now,
            iss={"essential": True, "value": client_id},
            sub={"essential": True, "value": client_id},
            aud={"essential": True, "values": audiences},
            exp={"essential": True},
            jti={"essential": True},
        )
        claims = verified_claims(assertion, key, ALGORITHMS, rules)
        if claims["exp"] > now + MAX_LIFETIME:
            raise InvalidToken("the assertion lives longer than ten minutes")
        self._use(client_id, claims["jti"], claims["exp"])

    def _use(self, client_id: str, jti: str, expires_at: float) -> None:
        query = "INSERT OR IGNORE INTO used_assertions VALUES (?, ?, ?)"
        with self._database.transaction() as rows:
            rows.execute("DELETE FROM used_assertions WHERE expires_at < ?", (self._clock(),))
            if rows.execute(query, (client_id, jti, expires_at)).rowcount == 0:
                raise InvalidToken("the assertion was used before")
