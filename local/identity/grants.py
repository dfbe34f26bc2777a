"""What a user's sign-in lets a client have, and the one-time codes and refresh tokens that stand for it."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from local.identity.database import Database
from local.identity.digests import sha256_hex
from local.identity.errors import OAuthError

Kind = Literal["code", "refresh_token"]
LIFETIMES: dict[Kind, int] = {"code": 60, "refresh_token": 90 * 24 * 3600}
REMEMBERED = 24 * 3600  # seconds past its expiry in which a grant's reuse is still noticed


@dataclass(frozen=True)
class Grant:
    """`family` joins all that descends from one sign-in; `acrs` is what the user stepped up to.

    The last three are the authorization request's.
    """

    client_id: str
    user_id: str
    sid: str
    scope: str
    family: str = field(default_factory=lambda: secrets.token_hex(16))
    acrs: list[str] = field(default_factory=list)
    auth_time: int = 0
    nonce: str | None = None
    redirect_uri: str = ""
    code_challenge: str = ""


class Grants:
    """Codes and refresh tokens, kept hashed, each good once.

    One that comes back a second time takes its family with it. That is stricter than Entra, which lets a
    spent refresh token be used again: a client that keeps the old one is found out here.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def issue(self, kind: Kind, grant: Grant) -> str:
        secret, now = secrets.token_urlsafe(32), self._clock()
        row = (sha256_hex(secret), kind, grant.client_id, grant.family, json.dumps(asdict(grant)))
        with self._database.transaction() as rows:
            rows.execute("DELETE FROM grants WHERE expires_at < ?", (now - REMEMBERED,))
            rows.execute("INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, 0)", (*row, now + LIFETIMES[kind]))
        return secret

    def redeem(self, kind: Kind, secret: str, client_id: str) -> Grant:
        key = (sha256_hex(secret), kind, client_id)
        query = "SELECT * FROM grants WHERE secret_hash = ? AND kind = ? AND client_id = ?"
        with self._database.transaction() as rows:
            row = rows.execute(query, key).fetchone()
            if row is None:
                raise OAuthError("invalid_grant", 70000, "The grant is unknown, revoked or another client's.")
            *_, family, body, expires_at, used = row
            if used:
                rows.execute("DELETE FROM grants WHERE family = ?", (family,))
            else:
                rows.execute("UPDATE grants SET used = 1 WHERE secret_hash = ?", key[:1])
        if used:
            raise OAuthError("invalid_grant", 54005, "The grant was already redeemed; its family is revoked.")
        if expires_at <= self._clock():
            raise OAuthError("invalid_grant", 70008, "The grant has expired.")
        return Grant(**json.loads(body))

    def revoke(self, secret: str, client_id: str) -> None:
        """Revoke a client's own token and its family; anything else is no error (RFC 7009, section 2.2)."""
        query = """DELETE FROM grants WHERE family IN
            (SELECT family FROM grants WHERE secret_hash = ? AND client_id = ?)"""
        with self._database.transaction() as rows:
            rows.execute(query, (sha256_hex(secret), client_id))

    def revoke_user(self, user_id: str) -> None:
        """What a change of password does: no client can renew the user's tokens."""
        with self._database.transaction() as rows:
            rows.execute("DELETE FROM grants WHERE json_extract(body, '$.user_id') = ?", (user_id,))
